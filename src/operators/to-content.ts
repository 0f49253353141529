import { type OperatorFunction, map, pipe } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { toCompletion } from './to-completion.js';
import { type ChoiceConfig, resolveChoice } from './choice-config.js';

/**
 * Emits the whole text of the answer once, when the source completes; an empty string if the answer has no text.
 *
 *     source  --Hel--lo--|
 *     result  -----------(Hello|)
 *
 * When the source fails with a `VeniceError` after the first chunk, the error has the completion so far as `partial`. An empty
 * source gives an empty result.
 *
 * @example
 * ```ts
 * import { VeniceClient, toContent } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(toContent())
 *   .subscribe((text) => console.log(text));
 * ```
 */
export function toContent(
  config: ChoiceConfig = {},
): OperatorFunction<ChatCompletion | ChatCompletionChunk, string> {
  const choice = resolveChoice(config);
  return pipe(
    toCompletion(),
    map(({ choices }) => choices.find(({ index }) => index === choice)?.message.content ?? ''),
  );
}
