import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { Turn } from './turn.js';

/** Fields common to all chunks of an answer. */
export function envelopeOfTurn({ id, created, model }: Turn): ChatCompletionChunk {
  return { id, object: 'chat.completion.chunk', created, model: model.id };
}
