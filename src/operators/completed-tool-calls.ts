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
   * Finish reasons after which the calls are whole, besides `stop`, `tool_calls`, `function_call`, `tool_use` and `end_turn`.
   * Compared ignoring case. Default: none.
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
 * When the source fails, no call is emitted and the error carries the completion so far as `partial`. An answer with calls
 * whose finish reason does not say that it is whole (`length`, `content_filter`, `abort`, any unknown one) fails with an
 * `IncompleteCompletionError`, since its last call may be truncated. The `web_search_call` in which Venice sends the sources of a web search is skipped: there is nothing to run.
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
  config: CompletedToolCallsConfig = {},
): OperatorFunction<ChatCompletion | ChatCompletionChunk, ToolCall> {
  checkOptions(config, rules);
  const { choice = 0, goodFinishReasons } = config;
  return pipe(
    toCompletion(),
    mergeMap((completion) => callsToRun(completion, choice, goodFinishReasons)),
  );
}
