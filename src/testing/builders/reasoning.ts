import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Place, deltaChunk } from './envelope.js';

/** Creates a chunk with reasoning. */
export function reasoning(text: string, place?: Place): ChatCompletionChunk {
  return deltaChunk({ content: '', reasoning_content: text }, place);
}
