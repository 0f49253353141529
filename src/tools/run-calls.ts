import {
  type Observable,
  catchError,
  concat,
  connect,
  defer,
  filter,
  from,
  map,
  merge,
  mergeMap,
  of,
} from 'rxjs';
import { ToolError } from '../errors/tool-error.js';
import type { ChatMessage, ToolMessage } from '../wire/chat-message.js';
import type { ToolCall } from '../wire/tool-call.js';
import { type CallEvent, executeCall } from './execute-call.js';
import { permitCall } from './permit-call.js';
import type { RunSettings } from './run-settings.js';
import { describeFailure } from './tool-failure.js';
import type { ToolRunApproval, ToolRunEvent } from './tool-run-event.js';
import { type AnsweredStep, withStep } from './answered-step.js';

/** Runs the calls of an answer. The `messages` of the last event have a result for each call. */
export function runCalls(
  answered: AnsweredStep,
  step: number,
  before: readonly ChatMessage[],
  settings: RunSettings,
): Observable<ToolRunEvent> {
  const { calls, resumed } = answered;
  return defer(() => {
    const results = new Map(answered.results);
    const context = { step, messages: withStep(before, answered) };
    const addResult = (call: ToolCall, message: ToolMessage): readonly ChatMessage[] =>
      withStep(before, { ...answered, results: results.set(call.id, message) });
    const toEvent = ({ call, editedArguments }: CallRun, event: CallEvent): ToolRunEvent => {
      if (event.type === 'progress') return { type: 'tool-progress', step, call, value: event.value };
      const { content, ...outcome } =
        event.type === 'result'
          ? { result: event.result, content: event.content }
          : { error: event.error, content: describeFailure(event.error, [...settings.tools.keys()]) };
      const message: ToolMessage = {
        role: 'tool',
        tool_call_id: call.id,
        content: withEdit(content, editedArguments).replace(halfOfPair, '\ufffd'),
      };
      return { type: 'tool-result', step, call, ...outcome, message, messages: addResult(call, message) };
    };
    // The calls of an interrupted answer have been emitted before the interruption.
    const newCalls = resumed === undefined ? calls : [];
    const permit = (call: ToolCall): Observable<CallRun | ToolRunApproval> =>
      permitCall(call, step, settings, resumed?.get(call.id)).pipe(
        mergeMap((event): readonly (CallRun | ToolRunApproval)[] => {
          if (event === 'awaiting-approval') return [{ type: 'tool-approval', step, call, status: event }];
          const { editedArguments, hasWaited } = event;
          const edit = editedArguments && { editedArguments };
          const run: CallRun = { type: 'run', call, ...edit, events: executeCall(event, context) };
          const hasApprovalEvent = hasWaited || editedArguments !== undefined || resumed !== undefined;
          return hasApprovalEvent
            ? [{ type: 'tool-approval', step, call, status: 'running', ...edit }, run]
            : [run];
        }),
        catchError((error: unknown) =>
          of<CallRun>({ type: 'run', call, events: failureEvent(error, settings) }),
        ),
      );
    return concat(
      from(newCalls).pipe(map((call): ToolRunEvent => ({ type: 'tool-call', step, call }))),
      from(calls).pipe(
        mergeMap(permit),
        // A call that waits for its approval does not count towards `concurrency`, and its event is emitted even if that is used up.
        connect((permitted) =>
          merge(
            permitted.pipe(filter((event) => event.type === 'tool-approval')),
            permitted.pipe(
              filter((event) => event.type === 'run'),
              mergeMap(
                (run) =>
                  run.events.pipe(
                    catchError((error: unknown) => failureEvent(error, settings)),
                    map((event) => toEvent(run, event)),
                  ),
                settings.concurrency,
              ),
            ),
          ),
        ),
      ),
    );
  });
}

/** The events of a call: those of the running tool, or one failure if the call may not run. */
interface CallRun {
  readonly type: 'run';
  readonly call: ToolCall;
  readonly editedArguments?: Readonly<Record<string, unknown>>;
  readonly events: Observable<CallEvent>;
}

/** Half of a surrogate pair, which remains if a tool cuts a string within an emoji: some servers refuse requests with such a half. */
const halfOfPair = /\p{Cs}/gu;

/** Adds edited arguments to a result, since the call is sent back with the arguments that the model wrote. */
function withEdit(content: string, editedArguments?: Readonly<Record<string, unknown>>): string {
  if (editedArguments === undefined) return content;
  return `Approved with other arguments: ${JSON.stringify(editedArguments)}\n\n${content}`;
}

/** Reasons of failures that are the fault of the tool, not of the model. */
const toolFaults: readonly string[] = ['failed', 'result', 'timeout'];

/** Returns the event of a failure that the model should see; throws any other failure. */
function failureEvent(error: unknown, { onToolError }: RunSettings): Observable<CallEvent> {
  if (!(error instanceof ToolError)) throw error;
  if (onToolError === 'fail' && toolFaults.includes(error.reason)) throw error;
  return of<CallEvent>({ type: 'failure', error });
}
