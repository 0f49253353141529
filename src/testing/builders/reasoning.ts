import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Place, deltaChunk } from './envelope.js';

/** A chunk that brings reasoning. */
export function reasoning(text: string, place?: Place): ChatCompletionChunk {
  return deltaChunk({ content: '', reasoning_content: text }, place);
}
