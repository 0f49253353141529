import { type Observable, catchError, defaultIfEmpty, defer, map, mergeMap, take } from 'rxjs';
import { isRecord } from '../json/is-record.js';
import { isTooDeep } from '#json-depth';
import { validate } from '../structured/validate.js';
import type { StandardResult } from '../wire/standard-schema.js';
import type { ToolCall } from '../wire/tool-call.js';
import { toObservable } from './to-observable.js';
import type { RunnableTool } from './runnable-tool.js';
import { toolFailure } from './tool-failure.js';
import type { ToolRunOptions } from './tool-run-options.js';

/** A call that may run: its tool, and its arguments as parsed by the schema. */
export interface Permit {
  readonly call: ToolCall;
  readonly tool: RunnableTool;
  readonly args: unknown;
}

/**
 * Emits the permit of a call once its tool is known, its arguments are valid and it is approved; otherwise fails with a
 * `ToolError`.
 */
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
    const given = parseArguments(call);
    return callUserFunction<StandardResult<unknown>>(call, () => validate(tool.inputSchema, given)).pipe(
      map((checked) => validArguments(checked, call)),
      mergeMap((args) =>
        callUserFunction(call, () =>
          approve === undefined ? true : approve({ name, args, call, step }),
        ).pipe(
          take(1),
          defaultIfEmpty(false),
          map((answer): Permit => {
            if (answer === true) return { call, tool, args };
            throw toolFailure(call, 'refused', typeof answer === 'string' ? { cause: answer } : {});
          }),
        ),
      ),
    );
  });
}

/** Calls a user's function and emits its answer. Any failure becomes the cause of a `ToolError`. */
function callUserFunction<T>(call: ToolCall, ask: () => Observable<T> | PromiseLike<T> | T): Observable<T> {
  return defer(() => toObservable(ask())).pipe(
    catchError((cause: unknown) => {
      throw toolFailure(call, 'failed', { cause });
    }),
  );
}

function parseArguments(call: ToolCall): object {
  const args = parse(call.function.arguments);
  if (isRecord(args)) return args;
  throw toolFailure(call, 'arguments');
}

function parse(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function validArguments(checked: StandardResult<unknown>, call: ToolCall): unknown {
  if (checked.issues === undefined) return checked.value;
  throw toolFailure(call, 'arguments', { issues: checked.issues });
}
