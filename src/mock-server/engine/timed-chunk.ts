import type { ChatCompletionChunk, ChunkDelta } from '../../wire/chat-completion-chunk.js';

/** A chunk and the milliseconds since the previous one, or since the headers. */
export interface TimedChunk {
  readonly after: number;
  readonly chunk: ChatCompletionChunk;
}

/** A delta as Venice sends it: missing fields are null. */
export function filledDelta(delta: ChunkDelta): ChunkDelta {
  return { role: null, content: '', reasoning_content: null, tool_calls: null, ...delta };
}
