import { type OperatorFunction, defer, filter, map } from 'rxjs';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aString } from '../options/option-rules.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { SingleAnswer } from './single-answer.js';
import type { ToolRunEvent } from '../tools/tool-run-event.js';

/** Options of {@link toSingleAnswer}. */
export interface SingleAnswerConfig {
  /** Text between the texts of two steps. Default: an empty line. */
  readonly separator?: string;
}

const rules: OptionRules<SingleAnswerConfig> = { separator: aString };

/**
 * Converts the events of a tool run to the chunks of one answer, e.g. to relay it to a page that does not know the tools.
 *
 *     source  --chunk--step--tool-call--tool-result--chunk--step--completion--|
 *     result  --chunk--------------------------------chunk--------finish------|
 *
 * All chunks have the id, the model and the time of the first one. They carry the text, the reasoning and the refusals of every
 * step, and no tool calls. The last one has the finish reason of the run, with the usage and the cost of all steps. Signatures
 * of reasoning are left out: they are valid only with the calls.
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
