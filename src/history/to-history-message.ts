import type { AssistantMessage } from '../wire/chat-message.js';
import { isBlankContent, isBlankText } from './is-blank-content.js';
import { isBlankMessage } from './is-blank-message.js';
import { toSendable } from './repair-history.js';

/**
 * Returns the message of an answer as it joins the history; undefined if it is blank. A refusal without content becomes the
 * content, so that it is kept, and servers that do not know refusals read it.
 */
export function toHistoryMessage(message: AssistantMessage): AssistantMessage | undefined {
  const { content, refusal } = message;
  const isRefused = typeof refusal === 'string' && !isBlankText(refusal) && isBlankContent(content);
  const said = isRefused ? { ...message, content: refusal } : message;
  return isBlankMessage(said) ? undefined : toSendable(said);
}
