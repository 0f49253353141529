import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { deltaHasOutput, hasOutput } from './has-output.js';
import { isRecord } from '../json/is-record.js';

/**
 * Whether this value of a chat has output: a chunk with output, an event of one, or a completion with output. The event of the
 * head has none. Any other value, such as a string, counts as output itself.
 */
export function valueHasOutput(value: unknown): boolean {
  if (!isRecord(value)) return true;
  if (value['type'] === 'head') return false;
  if (value['type'] === 'chunk') return valueHasOutput(value['chunk']);
  // For the compiler, a record of unknown fields is not a chunk; its `object` says that it is.
  if (value['object'] === 'chat.completion.chunk') return hasOutput(value as unknown as ChatCompletionChunk);
  if (value['object'] !== 'chat.completion') return true;
  const choices: readonly unknown[] = Array.isArray(value['choices']) ? value['choices'] : [];
  return choices.some(
    (choice) => isRecord(choice) && isRecord(choice['message']) && deltaHasOutput(choice['message']),
  );
}
