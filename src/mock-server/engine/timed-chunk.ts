import type { ChatCompletionChunk, ChunkDelta } from '../../wire/chat-completion-chunk.js';

/** A chunk that is sent `after` milliseconds after the previous chunk. The first chunk is sent `after` milliseconds after the headers. */
export interface TimedChunk {
  readonly after: number;
  readonly chunk: ChatCompletionChunk;
}

/** Fills a delta as Venice does, with null for missing fields, and '' for missing content. */
export function fillDelta(delta: ChunkDelta): ChunkDelta {
  return { role: null, content: '', reasoning_content: null, tool_calls: null, ...delta };
}
