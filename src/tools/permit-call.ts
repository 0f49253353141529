import {
  type Observable,
  catchError,
  defaultIfEmpty,
  defer,
  map,
  merge,
  mergeMap,
  of,
  take,
  takeWhile,
} from 'rxjs';
import { isRecord } from '../json/is-record.js';
import { isTooDeep } from '#json-depth';
import { validate } from '../structured/validate.js';
import type { ToolCall } from '../wire/tool-call.js';
import { type ApprovalAnswer, toApprovalResponse, toPlainArguments } from './approval.js';
import { needsApproval } from './needs-approval.js';
import type { RunSettings } from './run-settings.js';
import { toObservable } from '../subscribers/to-observable.js';
import type { RunnableTool } from './runnable-tool.js';
import { toolFailure } from './tool-failure.js';
import type { ResumedCall } from './answered-step.js';

/** A call that may run: its tool, and its arguments as parsed by the schema. */
export interface Permit {
  readonly call: ToolCall;
  readonly tool: RunnableTool;
  readonly args: unknown;
  /** The arguments that the approver chose instead of those of the call. */
  readonly editedArguments?: Readonly<Record<string, unknown>>;
  /** Whether the call had to wait for its approval. */
  readonly hasWaited: boolean;
}

/**
 * Emits a `Permit` when the call may run, i.e. if its tool is known, its arguments are valid and it is approved. If it has to wait for the
 * approval, emits `awaiting-approval` first. If it may not run, fails with a `ToolError`.
 */
export function permitCall(
  call: ToolCall,
  step: number,
  { tools, approve }: Pick<RunSettings, 'approve' | 'tools'>,
  resumed?: ResumedCall,
): Observable<Permit | 'awaiting-approval'> {
  return defer(() => {
    const { name } = call.function;
    const tool = tools.get(name);
    if (resumed?.wasRunning === true && tool?.idempotent !== true) throw toolFailure(call, 'unknown-outcome');
    if (tool === undefined) throw toolFailure(call, 'unknown');
    const ask = (args: unknown): Observable<ApprovalAnswer> | PromiseLike<ApprovalAnswer> | ApprovalAnswer =>
      approve === undefined || approve({ name, args, call, step, needsApproval: needsApproval(tool, args) });
    return validateArguments(call, tool, resumed?.editedArguments ?? parseArguments(call)).pipe(
      mergeMap((args) => {
        let hasWaited = false;
        const decision = callUserFunction(call, () => toObservable(ask(args))).pipe(
          take(1),
          defaultIfEmpty(false),
          mergeMap((answer) => toPermit(answer, { call, tool, args, hasWaited }, resumed)),
        );
        const waiting = defer(() => {
          hasWaited = true;
          return of('awaiting-approval' as const);
        });
        // If the answer comes synchronously, `waiting` is not subscribed to.
        return merge(decision, waiting).pipe(takeWhile((event) => event === 'awaiting-approval', true));
      }),
    );
  });
}

/**
 * Validates arguments that the approver of a call chose. Throws a `ToolError` if the tool is unknown; the Observable fails with a
 * `ToolError` if the arguments are invalid.
 */
export function checkEdit(
  call: ToolCall,
  tools: RunSettings['tools'],
  edited: Readonly<Record<string, unknown>>,
): Observable<unknown> {
  const tool = tools.get(call.function.name);
  if (tool === undefined) throw toolFailure(call, 'unknown');
  return validateArguments(call, tool, edited);
}

function toPermit(answer: unknown, permit: Permit, resumed?: ResumedCall): Observable<Permit> {
  const { call, tool } = permit;
  const { approved, reason, arguments: edited } = toApprovalResponse(answer);
  if (!approved) throw toolFailure(call, 'refused', reason === undefined ? {} : { cause: reason });
  if (edited === undefined) {
    const editedArguments = resumed?.editedArguments;
    return of({ ...permit, ...(editedArguments && { editedArguments }) });
  }
  const editedArguments = toPlainArguments(edited);
  if (editedArguments === undefined) throw toolFailure(call, 'arguments');
  return validateArguments(call, tool, editedArguments).pipe(
    map((args) => ({ ...permit, args, editedArguments })),
  );
}

/** Emits arguments as parsed by the schema of the tool. */
function validateArguments(call: ToolCall, tool: RunnableTool, args: object): Observable<unknown> {
  return callUserFunction(call, () => validate(tool.inputSchema, args)).pipe(
    map((outcome) => {
      if (outcome.issues === undefined) return outcome.value;
      throw toolFailure(call, 'arguments', { issues: outcome.issues });
    }),
  );
}

/** Calls a function of the caller, and emits its result. If it fails, the error becomes the cause of a `ToolError`. */
function callUserFunction<T>(call: ToolCall, callback: () => Observable<T>): Observable<T> {
  return defer(callback).pipe(
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
