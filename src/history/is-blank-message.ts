import { isRecord } from '../json/is-record.js';
import type { AssistantMessage, ChatMessage } from '../wire/chat-message.js';
import { getToolCalls } from './get-tool-calls.js';
import { isBlankContent } from './is-blank-content.js';

/**
 * Whether a message has no visible content, such as an answer that was stopped before its first word. Servers reject such a message. An
 * answer with only a refusal counts as blank, since most servers do not know the field `refusal`. The result of a tool never counts as
 * blank, and neither does a message with an unknown role.
 */
export function isBlankMessage(message: ChatMessage): boolean {
  switch (message.role) {
    case 'assistant':
      return isBlankContent(message.content) && !hasOtherContent(message);
    case 'user':
    case 'system':
    case 'developer':
      return isBlankContent(message.content);
    default:
      return false;
  }
}

/** Whether an answer has tool calls, the older `function_call`, or spoken audio. */
function hasOtherContent(message: AssistantMessage): boolean {
  const { function_call, audio } = message;
  return getToolCalls(message).length > 0 || isRecord(function_call) || isRecord(audio);
}
