import type { AssistantMessage } from '../wire/chat-message.js';
import type { ToolCall } from '../wire/tool-call.js';
import { isRecord } from '../json/is-record.js';

/** Returns the calls of a message, ignoring anything else in the field; the same array if all items are calls. */
export function getToolCalls({ tool_calls }: AssistantMessage): readonly ToolCall[] {
  if (!Array.isArray(tool_calls)) return [];
  const calls = tool_calls as readonly ToolCall[];
  return calls.every(isRecord) ? calls : calls.filter(isRecord);
}
