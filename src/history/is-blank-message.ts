import { isRecord } from '../json/is-record.js';
import type { AssistantMessage, ChatMessage } from '../wire/chat-message.js';
import { getToolCalls } from './get-tool-calls.js';
import { isBlankContent } from './is-blank-content.js';

/**
 * Whether a message is blank, such as an answer that was stopped before its first word. Servers refuse such a message, and a refusal
 * without content as well, since most of them do not know the field. The result of a tool may be empty.
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

/** Tool calls, the older `function_call`, or spoken audio. */
function hasOtherContent(message: AssistantMessage): boolean {
  const { function_call, audio } = message;
  return getToolCalls(message).length > 0 || isRecord(function_call) || isRecord(audio);
}
