import type { AssistantMessage } from '../wire/chat-message.js';
import type { ToolCall } from '../wire/tool-call.js';
import { isRecord } from '../json/is-record.js';

/** The calls of a message, whatever stands in their place; the same list where all of them are calls. */
export function getToolCalls({ tool_calls }: AssistantMessage): readonly ToolCall[] {
  if (!Array.isArray(tool_calls)) return [];
  const calls = tool_calls as readonly ToolCall[];
  return calls.every(isRecord) ? calls : calls.filter(isRecord);
}
