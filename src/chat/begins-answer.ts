import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { bringsAnswer, hasBegun } from './has-begun.js';
import { isRecord } from './present.js';

/**
 * Whether this value of a chat shows a part of the answer: a chunk that brings one, a completion that has one. Any other
 * value, such as a text, is one itself.
 */
export function beginsAnswer(value: unknown): boolean {
  if (!isRecord(value)) return true;
  if (value['object'] === 'chat.completion.chunk') return hasBegun(value as unknown as ChatCompletionChunk);
  if (value['object'] !== 'chat.completion') return true;
  return (value as unknown as ChatCompletion).choices.some(({ message }) => bringsAnswer(message));
}
