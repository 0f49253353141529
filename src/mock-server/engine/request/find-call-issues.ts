import { isRecord } from '../../../json/is-record.js';
import type { ChatMessage } from '../../../wire/chat-message.js';
import type { SchemaIssue } from '../create-schema-error.js';

/** Finds messages that models reject: tool calls without results directly after them, and a result without a call. */
export function findCallIssues(messages: readonly ChatMessage[]): readonly SchemaIssue[] {
  return messages.flatMap((message, index) => {
    if (message.role === 'tool') {
      const hasCall = getCallIds(findCaller(messages, index)).includes(message.tool_call_id);
      return hasCall ? [] : [issue(index, 'answers no tool call of the assistant before it')];
    }
    const results = getResultIds(messages, index);
    const isAnswered = getCallIds(message).every((id) => results.includes(id));
    return isAnswered ? [] : [issue(index, 'has tool calls that no tool messages right after it answer')];
  });
}

/** Returns the message before the group of results that contains the message at `index`. */
function findCaller(messages: readonly ChatMessage[], index: number): ChatMessage | undefined {
  return messages.slice(0, index).findLast(({ role }) => role !== 'tool');
}

/** Returns the call ids of the results directly after the message at `index`. */
function getResultIds(messages: readonly ChatMessage[], index: number): readonly unknown[] {
  const after = messages.slice(index + 1);
  const end = after.findIndex(({ role }) => role !== 'tool');
  return after
    .slice(0, end < 0 ? after.length : end)
    .flatMap((message) => (message.role === 'tool' ? [message.tool_call_id] : []));
}

function getCallIds(message: ChatMessage | undefined): readonly unknown[] {
  if (message?.role !== 'assistant') return [];
  const calls: readonly unknown[] = message.tool_calls ?? [];
  return calls.map((call) => (isRecord(call) ? call['id'] : undefined));
}

function issue(index: number, problem: string): SchemaIssue {
  return { code: 'custom', path: ['messages', index], message: `The message ${problem}` };
}
