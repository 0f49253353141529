import type { ChatCompletionChunk, ChunkDelta } from '../../wire/chat-completion-chunk.js';

/** Where a part of an answer belongs. */
export interface Place {
  /** Which of the `n` answers. Default: 0. */
  readonly choice?: number;
}

/** What all chunks of this kit share. */
export const envelope = {
  id: 'chatcmpl-test',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: 'test-model',
} as const;

/** A chunk that brings a delta. */
export function deltaChunk(
  delta: ChunkDelta,
  { choice = 0 }: Place = {},
  finish_reason: string | null = null,
): ChatCompletionChunk {
  return { ...envelope, choices: [{ index: choice, delta, finish_reason }] };
}
