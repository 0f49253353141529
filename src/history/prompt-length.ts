import type { ChatMessage } from '../wire/chat-message.js';
import { isRecord } from '../json/is-record.js';

/** Returns the number of characters of text in the messages. Parts without text, such as images, count as zero. */
export function promptLength(messages: readonly ChatMessage[]): number {
  let length = 0;
  for (const message of Array.isArray(messages) ? (messages as readonly unknown[]) : []) {
    const content = isRecord(message) ? message['content'] : '';
    if (typeof content === 'string') length += content.length;
    else
      for (const part of Array.isArray(content) ? (content as readonly unknown[]) : [])
        length += countCharacters(part);
  }
  return length;
}

function countCharacters(part: unknown): number {
  return isRecord(part) && typeof part['text'] === 'string' ? part['text'].length : 0;
}
