import { type OperatorFunction, filter, map, pipe } from 'rxjs';
import { isRecord } from '../chat/present.js';
import { contentOf } from '../chat/delta-text.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';

/** Options of {@link contentDeltas}. */
export interface ContentDeltasConfig {
  /** Which of the `n` answers to read, by its `index`. Default: 0. */
  readonly choice?: number;
}

/**
 * Emits the text that each chunk adds to the answer, and nothing for chunks that add none.
 *
 *     source  --role--Hel--lo--finish--usage--|
 *     result  --------Hel--lo-----------------|
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
  config: ContentDeltasConfig = {},
): OperatorFunction<ChatCompletionChunk, string> {
  const { choice = 0 } = config;
  return pipe(
    map((chunk: ChatCompletionChunk) => textOf(chunk, choice)),
    filter((text) => text !== ''),
  );
}

function textOf({ choices = [] }: ChatCompletionChunk, wanted: number): string {
  let text = '';
  for (const { index = 0, delta } of choices)
    if (index === wanted && isRecord(delta)) text += contentOf(delta);
  return text;
}
