import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';

/** Merges several chunks into one chunk with all their choices, as some servers send them. If other fields differ, the last chunk wins. */
export function choices(...parts: readonly ChatCompletionChunk[]): ChatCompletionChunk {
  return Object.assign({}, ...parts, {
    choices: parts.flatMap((part) => part.choices ?? []),
  }) as ChatCompletionChunk;
}
