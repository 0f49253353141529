import { type Observable, catchError, defaultIfEmpty, defer, map, mergeMap, take } from 'rxjs';
import { isRecord } from '../../chat/present.js';
import { ToolError } from '../../errors/tool-error.js';
import { validate } from '../../json/validate.js';
import type { StandardResult } from '../../wire/standard-schema.js';
import type { ToolCall } from '../../wire/tool-call.js';
import { observableOf } from './observable-of.js';
import type { RunnableTool } from './runnable-tool.js';
import { toolFailure } from './tool-failure.js';
import type { ToolRunOptions } from './tool-run-options.js';

/** A call that may run: its tool, and its arguments as the schema gave them. */
export interface Permit {
  readonly call: ToolCall;
  readonly tool: RunnableTool;
  readonly args: unknown;
}

/** Emits the permit of a call, once its tool is known, its arguments fit and it is approved; else fails with a `ToolError`. */
export function permitCall(
  call: ToolCall,
  step: number,
  tools: ReadonlyMap<string, RunnableTool>,
  approve: ToolRunOptions['approve'],
): Observable<Permit> {
  return defer(() => {
    const { name } = call.function;
    const tool = tools.get(name);
    if (tool === undefined) throw toolFailure(call, 'unknown');
    return observableOf<StandardResult<unknown>>(validate(tool.parameters, readArguments(call))).pipe(
      map((checked) => argsOf(checked, call)),
      mergeMap((args) =>
        defer(() => observableOf<boolean | string>(approve?.({ name, args, call, step }) ?? true)).pipe(
          take(1),
          defaultIfEmpty(false),
          map((answer) => {
            if (answer !== true)
              throw toolFailure(call, 'refused', typeof answer === 'string' ? { cause: answer } : {});
            return { call, tool, args };
          }),
        ),
      ),
    );
  }).pipe(
    catchError((cause: unknown) => {
      throw cause instanceof ToolError ? cause : toolFailure(call, 'failed', { cause });
    }),
  );
}

function readArguments(call: ToolCall): object {
  const args = parse(call.function.arguments);
  if (isRecord(args)) return args;
  throw toolFailure(call, 'arguments');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function argsOf(checked: StandardResult<unknown>, call: ToolCall): unknown {
  if (checked.issues === undefined) return checked.value;
  throw toolFailure(call, 'arguments', { issues: checked.issues });
}
