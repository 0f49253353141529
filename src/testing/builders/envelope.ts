import type { ChatCompletionChunk, ChunkDelta } from '../../wire/chat-completion-chunk.js';

/** Position of a part of an answer. */
export interface Place {
  /** Index among the `n` choices. Default: 0. */
  readonly choice?: number;
}

/** Common fields of all chunks built here. */
export const envelope = {
  id: 'chatcmpl-test',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: 'test-model',
} as const;

/** Creates a chunk with a delta. */
export function deltaChunk(
  delta: ChunkDelta,
  { choice = 0 }: Place = {},
  finish_reason: string | null = null,
): ChatCompletionChunk {
  return { ...envelope, choices: [{ index: choice, delta, finish_reason }] };
}
