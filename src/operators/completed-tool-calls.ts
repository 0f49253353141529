import { type OperatorFunction, mergeMap, pipe } from 'rxjs';
import { callsToRun } from '../history/calls-to-run.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ToolCall } from '../wire/tool-call.js';
import { toCompletion } from './to-completion.js';
import type { ChoiceConfig } from './choice-config.js';

/**
 * Emits the tool calls of the answer one by one, when the source completes; nothing where the answer has none.
 *
 *     source  --weather(Os--lo)--time()--|
 *     result  ---------------------------(weather time|)
 *
 * A source that fails gives its error and no call, with what had come as `partial`. An answer that has calls but ended
 * with `length` or `content_filter` fails with an `IncompleteCompletionError`, since its last call may be cut. The call with
 * which Venice sends the sources of a web search (`web_search_call`) is left out: there is nothing to run for it.
 *
 * `arguments` is the text that the model wrote, and may be no valid JSON; where it wrote nothing, it is `{}`.
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
): OperatorFunction<ChatCompletionChunk, ToolCall> {
  const { choice = 0 } = config;
  return pipe(
    toCompletion(),
    mergeMap((completion) => callsToRun(completion, choice)),
  );
}
