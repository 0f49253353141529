import type { ChatCompletionChunk, ChunkDelta } from '../wire/chat-completion-chunk.js';
import { isRecord } from '../json/is-record.js';

/** The deltas of one choice in a chunk; a choice without `index` is the first. */
export function getDeltas({ choices = [] }: ChatCompletionChunk, wanted: number): readonly ChunkDelta[] {
  return choices.flatMap(({ index, delta }: { index?: unknown; delta?: ChunkDelta | null }) =>
    (typeof index === 'number' ? index : 0) === wanted && isRecord(delta) ? [delta] : [],
  );
}
