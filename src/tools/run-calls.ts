import { type Observable, catchError, concat, defer, from, map, mergeMap, of } from 'rxjs';
import { ToolError } from '../errors/tool-error.js';
import type { ChatMessage, ToolMessage } from '../wire/chat-message.js';
import type { ToolCall } from '../wire/tool-call.js';
import { type CallNews, executeCall } from './execute-call.js';
import { permitCall } from './permit-call.js';
import type { RunSettings } from './run-settings.js';
import { describeFailure } from './tool-failure.js';
import type { ToolRunEvent } from './tool-run-event.js';
import { type Turn, withTurn } from './turn.js';

/** Runs the calls of an answer. After the last event, all of them have their result in the chat. */
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
    const settle = (call: ToolCall, message: ToolMessage): readonly ChatMessage[] =>
      withTurn(before, { ...turn, results: results.set(call.id, message) });
    const toEvent = (call: ToolCall, news: CallNews): ToolRunEvent => {
      if (news.type === 'progress') return { type: 'tool-progress', step, call, value: news.value };
      const { content, ...outcome } =
        news.type === 'result'
          ? { result: news.result, content: news.content }
          : { error: news.error, content: describeFailure(news.error, [...settings.tools.keys()]) };
      const message: ToolMessage = { role: 'tool', tool_call_id: call.id, content };
      return { type: 'tool-result', step, call, ...outcome, message, messages: settle(call, message) };
    };
    return concat(
      from(calls).pipe(map((call): ToolRunEvent => ({ type: 'tool-call', step, call }))),
      from(calls).pipe(
        // A call that waits for an approval does not occupy a slot of `concurrency`.
        mergeMap((call) =>
          permitCall(call, step, settings.tools, settings.approve).pipe(
            map((permit) => executeCall(permit, context)),
            catchError((error: unknown) => of(failure(error, settings))),
            map((run) => ({ call, run })),
          ),
        ),
        mergeMap(
          ({ call, run }) =>
            run.pipe(
              catchError((error: unknown) => failure(error, settings)),
              map((news) => toEvent(call, news)),
            ),
          settings.concurrency,
        ),
      ),
    );
  });
}

/** Failures of the tool rather than of the model. */
const mistakesOfTools: readonly string[] = ['failed', 'result', 'timeout'];

function failure(error: unknown, { onToolError }: RunSettings): Observable<CallNews> {
  if (!(error instanceof ToolError)) throw error;
  if (onToolError === 'fail' && mistakesOfTools.includes(error.reason)) throw error;
  return of<CallNews>({ type: 'failure', error });
}
