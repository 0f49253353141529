import type { ChatCompletionChunk, FinishReason } from '../../wire/chat-completion-chunk.js';
import { type Place, deltaChunk } from './envelope.js';

/** Creates the chunk that ends an answer. Default reason: `stop`. */
export function finish(reason: FinishReason = 'stop', place?: Place): ChatCompletionChunk {
  return deltaChunk({}, place, reason);
}
