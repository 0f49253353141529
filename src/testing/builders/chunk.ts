import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Place, deltaChunk } from './envelope.js';

/** A chunk that brings text. */
export function chunk(content: string, place?: Place): ChatCompletionChunk {
  return deltaChunk({ content }, place);
}
