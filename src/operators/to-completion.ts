import type { OperatorFunction } from 'rxjs';
import { getRestartingVariant } from '../subscribers/restarting-variant.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { accumulate } from './accumulate.js';
import { lastValue } from './internal/last-value.js';

/**
 * Emits the complete `ChatCompletion` once, when the source completes.
 *
 *     source  --Hel--lo--|
 *     result  -----------(Hello|)
 *
 * When the source fails with a `VeniceError` after the first chunk, the error has the completion so far as `partial`. An empty
 * source gives an empty result.
 *
 * @example
 * ```ts
 * import { VeniceClient, toCompletion } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(toCompletion())
 *   .subscribe(({ usage, cost }) => console.log(usage?.total_tokens, cost?.usd));
 * ```
 */
export function toCompletion(): OperatorFunction<ChatCompletion | ChatCompletionChunk, ChatCompletion> {
  return (source) => getRestartingVariant(source).pipe(accumulate(), lastValue());
}
