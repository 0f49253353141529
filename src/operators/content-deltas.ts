import type { OperatorFunction } from 'rxjs';
import { getContent } from '../reducer/delta-text.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { type ChoiceConfig, resolveChoice } from './choice-config.js';
import { textDeltas } from './internal/text-deltas.js';

/**
 * Emits the text that each chunk adds to the answer; chunks without text emit nothing.
 *
 *     source  --role--Hel--lo--finish--usage--|
 *     result  --------Hel--lo-----------------|
 *
 * The text of a completion, from a request without `stream`, is emitted as one delta. The joined deltas are the content of the
 * completion. If a server splits a surrogate pair between two chunks, its first half is held until the next text, or until the end.
 * Some servers send reasoning inside the content, between tags: put `splitThinkTags` before this operator to remove it.
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
export function contentDeltas(
  config: ChoiceConfig = {},
): OperatorFunction<ChatCompletion | ChatCompletionChunk, string> {
  const choice = resolveChoice(config);
  return textDeltas(choice, getContent);
}
