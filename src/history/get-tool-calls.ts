import type { AssistantMessage } from '../wire/chat-message.js';
import type { ToolCall } from '../wire/tool-call.js';
import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { isRecord } from '../json/is-record.js';

/**
 * Returns the tool calls of a message, without elements that are not objects and without calls that have no name, which servers reject.
 * Returns the same array if nothing is left out.
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

/** Whether a call of a function has no name. False for calls of other types, which have their name in another field. */
export function isNameless(call: ToolCall): boolean {
  const { type, function: calledFunction } = call as Partial<ToolCall>;
  const name = calledFunction?.name;
  return (type ?? 'function') === 'function' && (!isNonEmptyString(name) || name.trim() === '');
}
