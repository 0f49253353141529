import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { deltaHasOutput, hasOutput } from './has-output.js';
import { isRecord } from '../json/is-record.js';

/**
 * Whether this value of a chat shows a part of the answer: a chunk that brings one, or the event of one, a completion that
 * has one. The event of the head shows none. Any other value, such as a text, is one itself.
 */
export function valueHasOutput(value: unknown): boolean {
  if (!isRecord(value)) return true;
  if (value['type'] === 'head') return false;
  if (value['type'] === 'chunk') return valueHasOutput(value['chunk']);
  // To the compiler a record of unknown fields is no chunk; its `object` says that it is one.
  if (value['object'] === 'chat.completion.chunk') return hasOutput(value as unknown as ChatCompletionChunk);
  if (value['object'] !== 'chat.completion') return true;
  const choices: readonly unknown[] = Array.isArray(value['choices']) ? value['choices'] : [];
  return choices.some(
    (choice) => isRecord(choice) && isRecord(choice['message']) && deltaHasOutput(choice['message']),
  );
}
