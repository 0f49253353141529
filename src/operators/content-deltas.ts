import { type OperatorFunction, filter, map, pipe } from 'rxjs';
import { getContent } from '../reducer/delta-text.js';
import { getDeltas } from '../reducer/get-deltas.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { type ChoiceConfig, resolveChoice } from './choice-config.js';

/**
 * Emits the text that each chunk adds to the answer; chunks without text emit nothing.
 *
 *     source  --role--Hel--lo--finish--usage--|
 *     result  --------Hel--lo-----------------|
 *
 * The joined deltas are the content of the completion. Some servers send reasoning inline, between tags in the content;
 * put `splitThinkTags` before this operator to remove it.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(contentDeltas())
 *   .subscribe((delta) => process.stdout.write(delta));
 * ```
 */
export function contentDeltas(config: ChoiceConfig = {}): OperatorFunction<ChatCompletionChunk, string> {
  const choice = resolveChoice(config);
  return pipe(
    map((chunk) => getDeltas(chunk, choice).map(getContent).join('')),
    filter((text) => text !== ''),
  );
}
