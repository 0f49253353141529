import { type OperatorFunction, mergeMap, pipe } from 'rxjs';
import { callsToRun } from '../history/calls-to-run.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ToolCall } from '../wire/tool-call.js';
import { toCompletion } from './to-completion.js';
import { type ChoiceConfig, resolveChoice } from './choice-config.js';

/**
 * Emits the tool calls of the answer one by one when the source completes, or nothing if it has no tool calls.
 *
 *     source  --weather(Os--lo)--time()--|
 *     result  ---------------------------(weather time|)
 *
 * When the source fails, no call is emitted and the error carries the completion so far as `partial`. An answer with calls
 * that finished with `length` or `content_filter` fails with an `IncompleteCompletionError`, since its last call may be
 * truncated. The `web_search_call` in which Venice sends the sources of a web search is skipped: there is nothing to run.
 *
 * `arguments` is the string that the model wrote and may be invalid JSON; if the model wrote nothing, it is `{}`.
 *
 * @example
 * ```ts
 * import { VeniceClient, completedToolCalls } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({
 *     model: 'default',
 *     messages: [{ role: 'user', content: 'What time is it?' }],
 *     tools: [{ type: 'function', function: { name: 'time', description: 'The time of day.' } }],
 *     stream: true,
 *   })
 *   .pipe(completedToolCalls())
 *   .subscribe((call) => console.log(call.function.name, JSON.parse(call.function.arguments)));
 * ```
 */
export function completedToolCalls(
  config: ChoiceConfig = {},
): OperatorFunction<ChatCompletion | ChatCompletionChunk, ToolCall> {
  const choice = resolveChoice(config);
  return pipe(
    toCompletion(),
    mergeMap((completion) => callsToRun(completion, choice)),
  );
}
