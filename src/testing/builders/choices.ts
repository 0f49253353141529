import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';

/** One chunk with the choices of all of these, as some servers send them. Its other fields are those of the last. */
export function choices(...parts: readonly ChatCompletionChunk[]): ChatCompletionChunk {
  return Object.assign({}, ...parts, {
    choices: parts.flatMap((part) => part.choices ?? []),
  }) as ChatCompletionChunk;
}
