import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type ChunkOptions, deltaChunk } from './envelope.js';

/** Creates a chunk with reasoning. */
export function reasoning(text: string, options?: ChunkOptions): ChatCompletionChunk {
  return deltaChunk({ content: '', reasoning_content: text }, options);
}
