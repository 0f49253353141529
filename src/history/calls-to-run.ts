import { IncompleteCompletionError } from '../errors/incomplete-completion-error.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ToolCall } from '../wire/tool-call.js';

/** Finish reasons after which the last call may have truncated arguments. */
const cuts: readonly (string | null | undefined)[] = ['length', 'content_filter'];

/**
 * Returns the tool calls of a complete answer to run, with arguments that are never empty. Throws an `IncompleteCompletionError`
 * if the answer has calls and its finish reason means that the last of them may be truncated.
 */
export function callsToRun(completion: ChatCompletion, choice: number): readonly ToolCall[] {
  const answer = completion.choices.find(({ index }) => index === choice);
  const calls = (answer?.message.tool_calls ?? []).filter((call) => !isWebSearchCall(call));
  const finishReason = answer?.finish_reason ?? '';
  if (calls.length > 0 && cuts.includes(finishReason)) {
    const message = `the answer ended with \`${finishReason}\`: its last tool call may be cut`;
    throw new IncompleteCompletionError({ message, finishReason, partial: completion });
  }
  return calls.map(withArguments);
}

/**
 * Whether a call only carries results of Venice's web search. Identified by its id, or by its older name; its current name,
 * `web_search`, may be that of your own tool.
 */
export function isWebSearchCall({ id, function: { name } }: ToolCall): boolean {
  return id === 'web_search_call' || name === 'venice_web_search_documents';
}

function withArguments(call: ToolCall): ToolCall {
  const isEmpty = call.function.arguments.trim() === '';
  return isEmpty ? { ...call, function: { ...call.function, arguments: '{}' } } : call;
}
