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
 * Returns the tool calls of a complete answer to run, with arguments that are never empty. Throws an `IncompleteCompletionError`
 * if the answer has calls and its finish reason does not say that they are whole, or one of them has no name, and a
 * `TruncatedStreamError` if it has no finish reason and the arguments of a call are not a JSON object.
 *
 * @param goodFinishReasons - Finish reasons that say so, besides the known ones.
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
  // Nothing says that the answer is complete, so each call has to show that it is.
  const cut = calls.find((call) => !isRecord(parseJson(toArgumentsText(call.function.arguments))));
  if (cut !== undefined) {
    const message = 'the answer ended without `finish_reason`, and a tool call has no complete arguments';
    throw new TruncatedStreamError({ message, reason: 'no-finish-reason', partial: completion });
  }
  return calls.map(withArguments);
}

/**
 * Whether a call only carries results of Venice's web search. Identified by its id, or by its older name; its current name,
 * `web_search`, may be that of your own tool.
 */
export function isWebSearchCall(call: ToolCall): boolean {
  const { id, function: called } = call as Partial<ToolCall>;
  return id === 'web_search_call' || called?.name === 'venice_web_search_documents';
}

function withArguments(call: ToolCall): ToolCall {
  const given: unknown = (call as Partial<ToolCall>).function?.arguments;
  const text = toArgumentsText(given);
  const whole = ['', 'null'].includes(text.trim()) ? '{}' : text;
  return whole === given ? call : { ...call, function: { ...call.function, arguments: whole } };
}
