import { isRecord } from '../json/is-record.js';
import type { ChatMessage } from '../wire/chat-message.js';

/**
 * Removes `reasoning_content` from messages with the same value in `reasoning`: a completion has both fields if the server sent `reasoning`,
 * and such a server may reject or ignore `reasoning_content`. Returns the same array if there is nothing to remove.
 */
export function withoutRepeatedReasoning(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  if (!Array.isArray(messages) || !messages.some(isRepeated)) return messages;
  return (messages as readonly ChatMessage[]).map((message) => {
    if (!isRepeated(message)) return message;
    const { reasoning_content: _, ...others } = message as ChatMessage & { reasoning_content?: unknown };
    return others;
  });
}

function isRepeated(message: unknown): boolean {
  return (
    isRecord(message) &&
    typeof message['reasoning'] === 'string' &&
    message['reasoning'] === message['reasoning_content']
  );
}
