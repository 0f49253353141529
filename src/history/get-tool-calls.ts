import type { AssistantMessage } from '../wire/chat-message.js';
import type { ToolCall } from '../wire/tool-call.js';
import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { isRecord } from '../json/is-record.js';

/**
 * Returns the calls of a message, ignoring anything else in the field, and calls without a name, which no server accepts; the
 * same array if there are none of these.
 */
export function getToolCalls(message: AssistantMessage): readonly ToolCall[] {
  const calls = listToolCalls(message);
  return calls.some(isNameless) ? calls.filter((call) => !isNameless(call)) : calls;
}

/** Like {@link getToolCalls}, including calls without a name. */
export function listToolCalls({ tool_calls }: AssistantMessage): readonly ToolCall[] {
  if (!Array.isArray(tool_calls)) return [];
  const calls = tool_calls as readonly ToolCall[];
  return calls.every(isRecord) ? calls : calls.filter(isRecord);
}

/** Whether a call of a function has no name. Calls of other kinds have theirs elsewhere. */
export function isNameless(call: ToolCall): boolean {
  const { type, function: called } = call as Partial<ToolCall>;
  return (
    (type ?? 'function') === 'function' && (!isNonEmptyString(called?.name) || called.name.trim() === '')
  );
}
