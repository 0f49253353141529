import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type ChunkOptions, deltaChunk } from './envelope.js';

/** Creates a chunk with this content. */
export function chunk(content: string, options?: ChunkOptions): ChatCompletionChunk {
  return deltaChunk({ content }, options);
}
