import type { ChatMessage } from '../wire/chat-message.js';
import { isBlankContent, isBlankPart } from './is-blank-content.js';

/**
 * Removes blank parts from a message, and blank content from one that has calls. Returns the same message if there are none: an
 * empty string next to calls is the usual form, and stays.
 */
export function withoutBlankParts<T extends ChatMessage>(message: T): T {
  const content: unknown = message.content;
  if (!hasBlankParts(content)) return message;
  const parts = Array.isArray(content) ? content.filter((part) => !isBlankPart(part)) : [];
  return { ...message, content: parts.length === 0 ? null : parts };
}

/** Whether {@link withoutBlankParts} changes content that belongs to a message which is not blank. */
export function hasBlankParts(content: unknown): boolean {
  if (Array.isArray(content)) return content.length === 0 || content.some(isBlankPart);
  return typeof content === 'string' && content !== '' && isBlankContent(content);
}
