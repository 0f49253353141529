import type { ChatCompletionChunk, FinishReason } from '../../wire/chat-completion-chunk.js';
import { type ChunkOptions, deltaChunk } from './envelope.js';

/** Creates the chunk that ends an answer. Default reason: `stop`. */
export function finish(reason: FinishReason = 'stop', options?: ChunkOptions): ChatCompletionChunk {
  return deltaChunk({}, options, reason);
}
