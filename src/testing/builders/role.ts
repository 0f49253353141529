import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Place, deltaChunk } from './envelope.js';

/** Creates Venice's first chunk: a role without content, which does not count as output. */
export function role(place?: Place): ChatCompletionChunk {
  return deltaChunk({ role: 'assistant', content: '' }, place);
}
