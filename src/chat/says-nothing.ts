import type { AssistantMessage } from '../wire/chat-message.js';

/** Whether an assistant neither spoke nor called nor refused, as in an answer that was stopped before it began. */
export function saysNothing({ content, refusal, tool_calls }: AssistantMessage): boolean {
  return (content ?? '').length === 0 && (refusal ?? '') === '' && (tool_calls ?? []).length === 0;
}
