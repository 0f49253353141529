import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Place, deltaChunk } from './envelope.js';

/** A chunk that brings a part of a refusal. */
export function refusal(text: string, place?: Place): ChatCompletionChunk {
  return deltaChunk({ refusal: text }, place);
}
