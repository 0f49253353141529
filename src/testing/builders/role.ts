import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type ChunkOptions, deltaChunk } from './envelope.js';

/** Creates Venice's first chunk: a role without content, which does not count as output. */
export function role(options?: ChunkOptions): ChatCompletionChunk {
  return deltaChunk({ role: 'assistant', content: '' }, options);
}
