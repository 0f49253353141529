import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Place, deltaChunk } from './envelope.js';

/** Creates a chunk with content. */
export function chunk(content: string, place?: Place): ChatCompletionChunk {
  return deltaChunk({ content }, place);
}
