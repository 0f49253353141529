import type { AssistantMessage } from '../wire/chat-message.js';
import { getToolCalls } from './get-tool-calls.js';

/** Whether an assistant message has no content, calls or refusal, as in an answer that was stopped before it started. */
export function isBlankMessage(message: AssistantMessage): boolean {
  const { content, refusal } = message;
  return (content ?? '').length === 0 && (refusal ?? '') === '' && getToolCalls(message).length === 0;
}
