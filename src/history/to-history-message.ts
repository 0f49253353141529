import type { AssistantMessage } from '../wire/chat-message.js';
import { isBlankContent, isBlankText } from './is-blank-content.js';
import { isBlankMessage } from './is-blank-message.js';
import { toSendable } from './repair-history.js';

/**
 * Returns the message of an answer as it is sent back to the server; undefined if the message is blank. If there is a refusal and no
 * content, the refusal becomes the content, since most servers do not know the field `refusal`.
 */
export function toHistoryMessage(message: AssistantMessage): AssistantMessage | undefined {
  const { content, refusal } = message;
  const isRefused = typeof refusal === 'string' && !isBlankText(refusal) && isBlankContent(content);
  const readable = isRefused ? { ...message, content: refusal } : message;
  return isBlankMessage(readable) ? undefined : toSendable(readable);
}
