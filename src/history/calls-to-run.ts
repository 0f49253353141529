import { IncompleteCompletionError } from '../errors/incomplete-completion-error.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ToolCall } from '../wire/tool-call.js';

/** Finishes with which the last call may have been cut in the middle of its arguments. */
const cuts: readonly (string | null | undefined)[] = ['length', 'content_filter'];

/**
 * The tool calls of a complete answer that have to be run, with arguments that are never empty. Throws an
 * `IncompleteCompletionError` where the answer has calls and its finish says that the last of them may be cut.
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
 * Whether a call only brings what Venice has found in the web. Its id tells, and its older name; its present name,
 * `web_search`, may be that of a tool of yours.
 */
export function isWebSearchCall({ id, function: { name } }: ToolCall): boolean {
  return id === 'web_search_call' || name === 'venice_web_search_documents';
}

function withArguments(call: ToolCall): ToolCall {
  const isEmpty = call.function.arguments.trim() === '';
  return isEmpty ? { ...call, function: { ...call.function, arguments: '{}' } } : call;
}
