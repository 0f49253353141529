import { isListOfRecords, isRecord } from '../json/is-record.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** Whether a value of a chat is a whole completion. A chunk with the wrong `object` is still a chunk. */
export function isCompletion(value: ChatCompletion | ChatCompletionChunk): value is ChatCompletion {
  if (value.object !== 'chat.completion' || !isListOfRecords(value.choices)) return false;
  return value.choices.every(({ message }) => isRecord(message));
}
