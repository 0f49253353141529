import { isListOfRecords, isRecord } from '../json/is-record.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/**
 * Whether a value of a chat is a whole completion. A chunk with the wrong `object` is still a chunk, also one without choices: it may
 * follow the text with the usage.
 */
export function isCompletion(value: ChatCompletion | ChatCompletionChunk): value is ChatCompletion {
  const { object, choices } = value;
  if (object !== 'chat.completion' || !isListOfRecords(choices)) return false;
  return choices.length > 0 && choices.every(({ message }) => isRecord(message));
}
