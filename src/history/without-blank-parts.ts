import type { ChatMessage } from '../wire/chat-message.js';
import { isBlankContent, isBlankPart } from './is-blank-content.js';

/**
 * Removes blank parts and blank content from a message. Content of which nothing is left becomes null. Returns the same message if there is
 * nothing to remove. An empty string is kept, since it is the usual content of a message with tool calls.
 */
export function withoutBlankParts<T extends ChatMessage>(message: T): T {
  const content: unknown = message.content;
  if (!hasBlankParts(content)) return message;
  const parts = Array.isArray(content) ? content.filter((part) => !isBlankPart(part)) : [];
  return { ...message, content: parts.length === 0 ? null : parts };
}

/** Whether {@link withoutBlankParts} would change this content of a message. */
export function hasBlankParts(content: unknown): boolean {
  if (Array.isArray(content)) return content.length === 0 || content.some(isBlankPart);
  return typeof content === 'string' && content !== '' && isBlankContent(content);
}
