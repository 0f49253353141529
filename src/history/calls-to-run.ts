import { IncompleteCompletionError } from '../errors/incomplete-completion-error.js';
import { TruncatedStreamError } from '../errors/truncated-stream-error.js';
import { isRecord } from '../json/is-record.js';
import { parseJson } from '../json/parse-json.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ToolCall } from '../wire/tool-call.js';

/** Finish reasons after which the last call may have truncated arguments. */
const cuts: readonly (string | null | undefined)[] = ['length', 'content_filter'];

/**
 * Returns the tool calls of a complete answer to run, with arguments that are never empty. Throws an `IncompleteCompletionError`
 * if the answer has calls and its finish reason means that the last of them may be truncated, and a `TruncatedStreamError` if it
 * has no finish reason and the arguments of a call are not a JSON object.
 */
export function callsToRun(completion: ChatCompletion, choice: number): readonly ToolCall[] {
  const answer = completion.choices.find(({ index }) => index === choice);
  const calls = (answer?.message.tool_calls ?? []).filter((call) => !isWebSearchCall(call));
  const finishReason = answer?.finish_reason ?? '';
  if (calls.length > 0 && cuts.includes(finishReason)) {
    const message = `the answer ended with \`${finishReason}\`: its last tool call may be cut`;
    throw new IncompleteCompletionError({ message, finishReason, partial: completion });
  }
  if (finishReason !== '') return calls.map(withArguments);
  // Nothing says that the answer is complete, so each call has to show that it is.
  const cut = calls.find((call) => !isRecord(parseJson(call.function.arguments)));
  if (cut !== undefined) {
    const message = 'the answer ended without `finish_reason`, and a tool call has no complete arguments';
    throw new TruncatedStreamError({ message, reason: 'no-finish-reason', partial: completion });
  }
  return calls;
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
