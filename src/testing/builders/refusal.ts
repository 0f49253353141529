import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Place, deltaChunk } from './envelope.js';

/** Creates a chunk with a part of a refusal. */
export function refusal(text: string, place?: Place): ChatCompletionChunk {
  return deltaChunk({ refusal: text }, place);
}
