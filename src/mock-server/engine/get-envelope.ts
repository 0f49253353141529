import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { ChatAnswer } from './chat-answer.js';

/** Returns the fields that all chunks of an answer have in common. */
export function getEnvelope({ id, created, model }: ChatAnswer): ChatCompletionChunk {
  return { id, object: 'chat.completion.chunk', created, model: model.id };
}
