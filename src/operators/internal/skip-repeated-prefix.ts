import { EMPTY, type MonoTypeOperatorFunction, concatMap, defer, of } from 'rxjs';
import { getContent } from '../../reducer/delta-text.js';
import { isRecord } from '../../json/is-record.js';
import type { ChatCompletionChunk, ChunkChoice } from '../../wire/chat-completion-chunk.js';
import { followedBy } from './followed-by.js';

/** Maximum number of chunks to buffer. If they do not contain all of the prefix, it counts as not repeated. */
const maxHeld = 65_536;

/**
 * Drops the start of the text of choice 0 if it repeats all of `prefix`; everything else passes unchanged. From the first text on,
 * chunks are buffered until this is decided.
 */
export function skipRepeatedPrefix(prefix: string): MonoTypeOperatorFunction<ChatCompletionChunk> {
  return (source) =>
    defer(() => {
      let held: ChatCompletionChunk[] | undefined = prefix === '' ? undefined : [];
      let repeated = 0;
      const release = (isRepeated: boolean): readonly ChatCompletionChunk[] => {
        const all = held ?? [];
        held = undefined;
        return isRepeated ? withoutText(all, prefix.length) : all;
      };
      return source.pipe(
        // With `mergeMap`, a chunk that the subscriber triggers during the release would be emitted in the middle of it.
        concatMap((chunk) => {
          const text = getText(chunk);
          // Chunks before the first text, such as reasoning, do not repeat the prefix.
          if (held === undefined || (text === '' && repeated === 0)) return of(chunk);
          held.push(chunk);
          const expected = prefix.slice(repeated, repeated + text.length);
          repeated += expected.length;
          if (!text.startsWith(expected)) return release(false);
          if (repeated === prefix.length) return release(true);
          return held.length < maxHeld ? EMPTY : release(false);
        }),
        followedBy(defer(() => release(false))),
      );
    });
}

function getText({ choices = [] }: ChatCompletionChunk): string {
  return choices
    .filter(isFirstChoice)
    .reduce((text, { delta }) => text + (isRecord(delta) ? getContent(delta) : ''), '');
}

function isFirstChoice({ index = 0 }: Partial<ChunkChoice>): boolean {
  return index === 0;
}

/** Returns the chunks without the first `length` characters of the text of choice 0. */
function withoutText(chunks: readonly ChatCompletionChunk[], length: number): readonly ChatCompletionChunk[] {
  let rest = length;
  const cut = (choice: ChunkChoice): ChunkChoice => {
    if (!isFirstChoice(choice) || !isRecord(choice.delta)) return choice;
    const text = getContent(choice.delta);
    const dropped = Math.min(rest, text.length);
    rest -= dropped;
    return dropped === 0 ? choice : { ...choice, delta: { ...choice.delta, content: text.slice(dropped) } };
  };
  return chunks.map((chunk) =>
    chunk.choices === undefined ? chunk : { ...chunk, choices: chunk.choices.map(cut) },
  );
}
