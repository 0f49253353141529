import { isListOfRecords, isRecord } from '../json/is-record.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/**
 * Whether a value of a chat is a whole completion. Some servers stream chunks with the `object` of a completion; such a chunk has choices
 * without `message`, or no choices, like the last chunk with the usage.
 */
export function isCompletion(value: ChatCompletion | ChatCompletionChunk): value is ChatCompletion {
  const { object, choices } = value;
  if (object !== 'chat.completion' || !isListOfRecords(choices)) return false;
  return choices.length > 0 && choices.every(({ message }) => isRecord(message));
}
