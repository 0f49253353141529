import type { ChatCompletionChunk, ChunkDelta } from '../../wire/chat-completion-chunk.js';

/** A chunk and the milliseconds since the previous one, or since the headers. */
export interface TimedChunk {
  readonly after: number;
  readonly chunk: ChatCompletionChunk;
}

/** Returns a delta as Venice sends it, with null for missing fields, and '' for missing content. */
export function filledDelta(delta: ChunkDelta): ChunkDelta {
  return { role: null, content: '', reasoning_content: null, tool_calls: null, ...delta };
}
