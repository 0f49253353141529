import { type Observable, defer, repeat, takeWhile, tap } from 'rxjs';
import { type ChatSource, aChatSource } from '../operators/internal/chat-source.js';
import type { ChatMessage } from '../wire/chat-message.js';
import { assertOption } from '../options/invalid-option.js';
import { type RunState, nextState, runStep } from './run-step.js';
import { runCalls } from './run-calls.js';
import { type RunSettings, assertApprover, runSettings } from './run-settings.js';
import type { ToolRunEvent } from './tool-run-event.js';
import type { ToolRunOptions, ToolRunRequest } from './tool-run-options.js';
import type { AnsweredStep } from './answered-step.js';

/**
 * Sends a request, runs the tools that the model calls, and sends their results, until the model answers without a call.
 *
 *     step 1  --chunk--step--tool-call--tool-progress--tool-result
 *     step 2                                                      --chunk--(step completion|)
 *
 * The event `step` marks the end of an answer, before its calls run. After the `step` of the last answer, `completion` follows at once.
 *
 * Cold: every subscriber gets its own run. Unsubscribing cancels the request and every running tool synchronously and silently.
 * The calls of a truncated answer are not run: the run fails, with the answer so far as `partial`. The message of an answer is
 * sent back unchanged, with its reasoning and its `thought_signature`, except that calls which no server could read are left out,
 * missing or repeated ids of calls are replaced, and a refusal without content becomes the content.
 *
 * Events of the types `step`, `tool-result` and `completion` have the chat so far as `messages`. No matter how a run
 * ends, {@link repairHistory} turns the last `messages` into a history that can be sent again.
 *
 * The run itself uses only RxJS's clock. A tool or `approve` that returns a Promise is awaited in real time.
 *
 * @example
 * ```ts
 * import { VeniceClient, runTools, tool } from 'venice-rx';
 *
 * const time = tool({ name: 'time', description: 'The time of day.', execute: () => new Date().toLocaleTimeString() });
 * const client = new VeniceClient();
 * runTools(
 *   client.chat.completions,
 *   { model: 'default', messages: [{ role: 'user', content: 'What time is it?' }] },
 *   { tools: [time] },
 * ).subscribe((event) => {
 *   if (event.type === 'tool-result') console.log(event.call.function.name, event.message.content);
 *   if (event.type === 'completion') console.log(event.completion.choices[0]?.message.content);
 * });
 * ```
 */
export function runTools(
  chat: ChatSource,
  request: ToolRunRequest,
  options: ToolRunOptions,
): Observable<ToolRunEvent> {
  const [isChatSource, expected] = aChatSource;
  assertOption(isChatSource(chat), 'chat', expected, chat);
  const settings = runSettings(options);
  assertApprover(settings);
  return runSteps(chat, request, () => request.messages, settings);
}

/**
 * Like {@link runTools}, but the array of messages is created only when it is read, since copying a long history is expensive.
 *
 * @param resumed - An answer that was interrupted before all of its calls had results. Its `calls` run first, as step 1.
 */
export function runSteps(
  chat: ChatSource,
  request: Omit<ToolRunRequest, 'messages'>,
  getMessages: () => readonly ChatMessage[],
  settings: RunSettings,
  resumed?: AnsweredStep,
): Observable<ToolRunEvent> {
  return defer(() => {
    let answered = resumed;
    let state: RunState = {
      step: 0,
      get messages() {
        return getMessages();
      },
    };
    return defer(() => {
      const interrupted = answered;
      answered = undefined;
      return interrupted === undefined
        ? runStep(chat, request, settings, state)
        : runCalls(interrupted, 1, state.messages, settings);
    }).pipe(
      tap((event) => {
        state = nextState(state, event);
      }),
      repeat(),
      takeWhile(({ type }) => type !== 'completion', true),
    );
  });
}
