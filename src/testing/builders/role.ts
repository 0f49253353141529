import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Place, deltaChunk } from './envelope.js';

/** The first chunk of Venice: a role and no text, with which an answer has not begun yet. */
export function role(place?: Place): ChatCompletionChunk {
  return deltaChunk({ role: 'assistant', content: '' }, place);
}
