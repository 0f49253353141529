import { IncompleteCompletionError } from '../errors/incomplete-completion-error.js';
import { TruncatedStreamError } from '../errors/truncated-stream-error.js';
import { isRecord } from '../json/is-record.js';
import { parseJson } from '#parse-json';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { toArgumentsText } from '../json/arguments-text.js';
import type { ToolCall } from '../wire/tool-call.js';
import { isGoodFinish } from './finish-reasons.js';
import { isNameless, listToolCalls } from './get-tool-calls.js';

/**
 * Returns the tool calls of a complete answer, except those of Venice's web search. Missing, empty and null arguments become `{}`.
 *
 * Throws an `IncompleteCompletionError` if the answer has calls, and its finish reason is not that of a whole answer or a call has no
 * name. Throws a `TruncatedStreamError` if the answer has no finish reason, and the arguments of a call are not a JSON object.
 *
 * @param goodFinishReasons - Further finish reasons of a whole answer, besides the known ones.
 */
export function callsToRun(
  completion: ChatCompletion,
  choice: number,
  goodFinishReasons?: readonly string[],
): readonly ToolCall[] {
  const answer = completion.choices.find(({ index }) => index === choice);
  const calls = (answer ? listToolCalls(answer.message) : []).filter((call) => !isWebSearchCall(call));
  const finishReason = typeof answer?.finish_reason === 'string' ? answer.finish_reason : '';
  if (calls.length > 0 && finishReason !== '' && !isGoodFinish(finishReason, goodFinishReasons)) {
    const message = `the answer ended with \`${finishReason}\`: its last tool call may be truncated (if not, see \`goodFinishReasons\`)`;
    throw new IncompleteCompletionError({ message, finishReason, partial: completion });
  }
  if (calls.some(isNameless)) {
    const message = 'a tool call of the answer has no name: a part of the answer may be missing';
    throw new IncompleteCompletionError({ message, finishReason, partial: completion });
  }
  if (finishReason !== '') return calls.map(withArguments);
  // Without a finish reason, only the arguments show whether a call is complete.
  const isTruncated = calls.some((call) => !isRecord(parseJson(toArgumentsText(call.function.arguments))));
  if (isTruncated) {
    const message = 'the answer ended without `finish_reason`, and a tool call has no complete arguments';
    throw new TruncatedStreamError({ message, reason: 'no-finish-reason', partial: completion });
  }
  return calls.map(withArguments);
}

/**
 * Whether Venice's web search sent this call, which only contains search results. Checks the id and the older name, but not the current
 * name `web_search`, since a tool of the program may have that name.
 */
export function isWebSearchCall(call: ToolCall): boolean {
  const { id, function: calledFunction } = call as Partial<ToolCall>;
  return id === 'web_search_call' || calledFunction?.name === 'venice_web_search_documents';
}

function withArguments(call: ToolCall): ToolCall {
  const received: unknown = (call as Partial<ToolCall>).function?.arguments;
  const text = toArgumentsText(received);
  const json = ['', 'null'].includes(text.trim()) ? '{}' : text;
  return json === received ? call : { ...call, function: { ...call.function, arguments: json } };
}
