import { type Observable, catchError, concat, defer, from, map, mergeMap, of } from 'rxjs';
import { ToolError } from '../errors/tool-error.js';
import type { ChatMessage, ToolMessage } from '../wire/chat-message.js';
import type { ToolCall } from '../wire/tool-call.js';
import { type CallEvent, executeCall } from './execute-call.js';
import { permitCall } from './permit-call.js';
import type { RunSettings } from './run-settings.js';
import { describeFailure } from './tool-failure.js';
import type { ToolRunEvent } from './tool-run-event.js';
import { type Turn, withTurn } from './turn.js';

/** Runs the calls of an answer. With the last event, the messages have a result for each of them. */
export function runCalls(
  turn: Turn,
  step: number,
  before: readonly ChatMessage[],
  settings: RunSettings,
): Observable<ToolRunEvent> {
  const { calls } = turn;
  return defer(() => {
    const results = new Map(turn.results);
    const context = { step, messages: withTurn(before, turn) };
    const addResult = (call: ToolCall, message: ToolMessage): readonly ChatMessage[] =>
      withTurn(before, { ...turn, results: results.set(call.id, message) });
    const toEvent = (call: ToolCall, event: CallEvent): ToolRunEvent => {
      if (event.type === 'progress') return { type: 'tool-progress', step, call, value: event.value };
      const { content, ...outcome } =
        event.type === 'result'
          ? { result: event.result, content: event.content }
          : { error: event.error, content: describeFailure(event.error, [...settings.tools.keys()]) };
      const message: ToolMessage = { role: 'tool', tool_call_id: call.id, content };
      return { type: 'tool-result', step, call, ...outcome, message, messages: addResult(call, message) };
    };
    return concat(
      from(calls).pipe(map((call): ToolRunEvent => ({ type: 'tool-call', step, call }))),
      from(calls).pipe(
        // A call that waits for an approval does not occupy a slot of `concurrency`.
        mergeMap((call) =>
          permitCall(call, step, settings.tools, settings.approve).pipe(
            map((permit) => executeCall(permit, context)),
            catchError((error: unknown) => of(failureEvent(error, settings))),
            map((run) => ({ call, run })),
          ),
        ),
        mergeMap(
          ({ call, run }) =>
            run.pipe(
              catchError((error: unknown) => failureEvent(error, settings)),
              map((event) => toEvent(call, event)),
            ),
          settings.concurrency,
        ),
      ),
    );
  });
}

/** Reasons of failures that are the fault of the tool, not of the model. */
const toolFaults: readonly string[] = ['failed', 'result', 'timeout'];

/** Returns the event of a failure that the model should see; throws any other failure. */
function failureEvent(error: unknown, { onToolError }: RunSettings): Observable<CallEvent> {
  if (!(error instanceof ToolError)) throw error;
  if (onToolError === 'fail' && toolFaults.includes(error.reason)) throw error;
  return of<CallEvent>({ type: 'failure', error });
}
