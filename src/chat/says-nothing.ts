import type { AssistantMessage } from '../wire/chat-message.js';
import { callsOf } from './calls-of.js';

/** Whether an assistant neither spoke nor called nor refused, as in an answer that was stopped before it began. */
export function saysNothing(message: AssistantMessage): boolean {
  const { content, refusal } = message;
  return (content ?? '').length === 0 && (refusal ?? '') === '' && callsOf(message).length === 0;
}
