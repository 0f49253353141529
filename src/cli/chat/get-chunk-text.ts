import { getContent, getReasoning } from '../../reducer/delta-text.js';
import { isRecord } from '../../json/is-record.js';
import type { ChatCompletionChunk, ChunkDelta } from '../../wire/chat-completion-chunk.js';

/** The text that a chunk adds to the first choice. */
export interface ChunkText {
  /** Content, or a refusal if there is no content. */
  readonly answer: string;
  readonly reasoning: string;
}

/** Reads the text of a chunk; empty strings if the chunk has no text. */
export function getChunkText({ choices = [] }: ChatCompletionChunk): ChunkText {
  const deltas = choices.flatMap(({ index, delta }) => (!index && isRecord(delta) ? [delta] : []));
  return {
    answer: deltas.map((delta) => getContent(delta) || getRefusal(delta)).join(''),
    reasoning: deltas.map(getReasoning).join(''),
  };
}

function getRefusal({ refusal }: ChunkDelta): string {
  return typeof refusal === 'string' ? refusal : '';
}
