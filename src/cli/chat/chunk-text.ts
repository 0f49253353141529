import { getContent, getReasoning } from '../../reducer/delta-text.js';
import { isRecord } from '../../json/is-record.js';
import type { ChatCompletionChunk, ChunkDelta } from '../../wire/chat-completion-chunk.js';

/** Text of a chunk: of the answer, and of the reasoning before it. Only the first choice counts. */
export interface ChunkText {
  /** Content, or a refusal instead. */
  readonly answer: string;
  readonly reasoning: string;
}

/** Reads the text of a chunk; empty if it has none. */
export function textOfChunk({ choices = [] }: ChatCompletionChunk): ChunkText {
  const deltas = choices.flatMap(({ index, delta }) => (!index && isRecord(delta) ? [delta] : []));
  return {
    answer: deltas.map((delta) => getContent(delta) || getRefusal(delta)).join(''),
    reasoning: deltas.map(getReasoning).join(''),
  };
}

function getRefusal({ refusal }: ChunkDelta): string {
  return typeof refusal === 'string' ? refusal : '';
}
