import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type ChunkOptions, deltaChunk } from './envelope.js';

/** Creates a chunk with a refusal, or a part of one. */
export function refusal(text: string, options?: ChunkOptions): ChatCompletionChunk {
  return deltaChunk({ refusal: text }, options);
}
