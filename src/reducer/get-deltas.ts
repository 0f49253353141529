import type { ChatCompletionChunk, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { isRecord } from '../json/is-record.js';

/** A choice of a chunk or of a completion, as servers send it. */
interface AnyChoice {
  readonly index?: unknown;
  readonly delta?: ChunkDelta | null;
  readonly message?: unknown;
}

/** Returns the deltas of one choice in a chunk, or its message in a completion. A choice without `index` is the first one. */
export function getDeltas(
  { choices = [] }: ChatCompletion | ChatCompletionChunk,
  choiceIndex: number,
): readonly ChunkDelta[] {
  return choices.flatMap(({ index, delta, message }: AnyChoice) => {
    if ((typeof index === 'number' ? index : 0) !== choiceIndex) return [];
    const part = delta ?? message;
    return isRecord(part) ? [part] : [];
  });
}
