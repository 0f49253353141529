import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';

/** Merges the choices of several chunks into one, as some servers send them. Its other fields are those of the last chunk. */
export function choices(...parts: readonly ChatCompletionChunk[]): ChatCompletionChunk {
  return Object.assign({}, ...parts, {
    choices: parts.flatMap((part) => part.choices ?? []),
  }) as ChatCompletionChunk;
}
