import { type OperatorFunction, mergeMap, pipe } from 'rxjs';
import { callsToRun } from '../history/calls-to-run.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ToolCall } from '../wire/tool-call.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { strings } from '../options/option-rules.js';
import { toCompletion } from './to-completion.js';
import { type ChoiceConfig, choiceRules } from './choice-config.js';

/** Options of {@link completedToolCalls}. */
export interface CompletedToolCallsConfig extends ChoiceConfig {
  /**
   * Further finish reasons of a complete answer, besides `stop`, `tool_calls`, `function_call`, `tool_use` and `end_turn`. Letter
   * case is ignored. Default: none.
   */
  readonly goodFinishReasons?: readonly string[];
}

const rules: OptionRules<CompletedToolCallsConfig> = { ...choiceRules, goodFinishReasons: strings };

/**
 * Emits the tool calls of the answer one by one when the source completes, or nothing if it has no tool calls.
 *
 *     source  --weather(Os--lo)--time()--|
 *     result  ---------------------------(weather time|)
 *
 * When the source fails, no call is emitted; after the first chunk, a `VeniceError` has the completion so far as `partial`. If the
 * finish reason of an answer with calls is not that of a complete answer (`length`, `content_filter` or an unknown one), its last call
 * may be truncated: the result fails with an `IncompleteCompletionError`. So does an answer with a call that has no name. Without a
 * finish reason, calls whose `arguments` are not a JSON object fail with a `TruncatedStreamError`. The `web_search_call` in which
 * Venice sends the sources of a web search is not emitted.
 *
 * `arguments` is the string that the model wrote, which may be invalid JSON, or `{}` if the model wrote nothing.
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
  config: CompletedToolCallsConfig = {},
): OperatorFunction<ChatCompletion | ChatCompletionChunk, ToolCall> {
  checkOptions(config, rules);
  const { choice = 0, goodFinishReasons } = config;
  return pipe(
    toCompletion(),
    mergeMap((completion) => callsToRun(completion, choice, goodFinishReasons)),
  );
}
