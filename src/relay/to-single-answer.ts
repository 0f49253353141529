import { type OperatorFunction, defer, filter, map } from 'rxjs';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aString } from '../options/option-rules.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { SingleAnswer } from './single-answer.js';
import type { ToolRunEvent } from '../tools/tool-run-event.js';

/** Options of {@link toSingleAnswer}. */
export interface SingleAnswerConfig {
  /** Text to insert between the texts of two steps. Default: two line feeds. */
  readonly separator?: string;
}

const rules: OptionRules<SingleAnswerConfig> = { separator: aString };

/**
 * Converts the events of a tool run to the chunks of one answer, e.g. to relay them to a page that does not know the tools.
 *
 *     source  --chunk--step--tool-call--tool-result--chunk--step--completion--|
 *     result  --chunk--------------------------------chunk--------finish------|
 *
 * All chunks have the id, the model and the time of the first chunk. They contain the text, the reasoning, the refusals and the annotations
 * of every step, but no tool calls. The last chunk has the finish reason of the last answer, and the usage and the cost of all steps.
 * Signatures of reasoning and encrypted reasoning are left out, since they are valid only with the calls.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas, runTools, tool } from 'venice-rx';
 * import { toSingleAnswer } from 'venice-rx/relay';
 *
 * const client = new VeniceClient();
 * const time = tool({ name: 'time', description: 'The time of day.', execute: () => new Date().toTimeString() });
 * runTools(
 *   client.chat.completions,
 *   { model: 'default', messages: [{ role: 'user', content: 'What time is it?' }] },
 *   { tools: [time] },
 * )
 *   .pipe(toSingleAnswer(), contentDeltas())
 *   .subscribe((text) => process.stdout.write(text));
 * ```
 */
export function toSingleAnswer(
  config: SingleAnswerConfig = {},
): OperatorFunction<ToolRunEvent, ChatCompletionChunk> {
  checkOptions(config, rules);
  const { separator = '\n\n' } = config;
  return (events) =>
    defer(() => {
      const answer = new SingleAnswer(separator);
      return events.pipe(
        map((event) => answer.next(event)),
        filter((chunk) => chunk !== undefined),
      );
    });
}
