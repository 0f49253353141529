import { type OperatorFunction, filter, map, pipe } from 'rxjs';
import { contentOf } from '../chat/delta-text.js';
import { deltasOf } from '../chat/deltas-of.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { splitDeltas } from './split-deltas.js';

/** Options of {@link contentDeltas}. */
export interface ContentDeltasConfig {
  /** Which of the `n` answers to read, by its `index`. Default: 0. */
  readonly choice?: number;
  /**
   * What to do with reasoning between inline tags at the start of the answer, `<think>…</think>`: `keep` takes it for the
   * text that it is, `strip` leaves it to `reasoningDeltas`. Default: `keep`.
   */
  readonly thinkTags?: 'keep' | 'strip';
}

/**
 * Emits the text that each chunk adds to the answer, and nothing for chunks that add none.
 *
 *     source  --role--Hel--lo--finish--usage--|
 *     result  --------Hel--lo-----------------|
 *
 * The deltas joined are the content of the completion. Some servers put reasoning between inline tags into it, which
 * `thinkTags: 'strip'` leaves out: then what looks like the beginning of a tag waits for the next chunk.
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
  const { choice = 0, thinkTags = 'keep' } = config;
  const texts: OperatorFunction<ChatCompletionChunk, string> =
    thinkTags === 'strip'
      ? pipe(
          splitDeltas(choice),
          map(({ content }) => content),
        )
      : map((chunk) => deltasOf(chunk, choice).map(contentOf).join(''));
  return pipe(
    texts,
    filter((text) => text !== ''),
  );
}
