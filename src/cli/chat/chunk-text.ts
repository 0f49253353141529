import { getContent, getReasoning } from '../../reducer/delta-text.js';
import { isRecord } from '../../json/is-record.js';
import type { ChatCompletionChunk, ChunkDelta } from '../../wire/chat-completion-chunk.js';

/** What a chunk adds: to the answer, and to the reasoning before it. Only the first of several answers counts. */
export interface ChunkText {
  /** Content, or a refusal in its place. */
  readonly answer: string;
  readonly reasoning: string;
}

/** Reads the text of a chunk; empty where it adds none. */
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
