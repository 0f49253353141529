import type { AssistantMessage } from '../wire/chat-message.js';
import { getToolCalls } from './get-tool-calls.js';

/** Whether an assistant neither spoke nor called nor refused, as in an answer that was stopped before it began. */
export function isBlankMessage(message: AssistantMessage): boolean {
  const { content, refusal } = message;
  return (content ?? '').length === 0 && (refusal ?? '') === '' && getToolCalls(message).length === 0;
}
