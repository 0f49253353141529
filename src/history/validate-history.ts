import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { checkOptions } from '../options/check-options.js';
import type { ChatMessage } from '../wire/chat-message.js';
import { CallTracker, type TrackedCall } from './call-tracker.js';
import { getToolCalls } from './get-tool-calls.js';
import { type HistoryOptions, historyOptionRules, needsAnswerBetween } from './history-options.js';
import { isBlankMessage } from './is-blank-message.js';
import { isMessage } from './is-message.js';
import { hasJsonArguments } from './with-json-arguments.js';
import { hasBlankParts } from './without-blank-parts.js';

/** A reason why a server may reject a history. */
export interface HistoryIssue {
  /** Path of the issue, such as `messages[3].tool_calls[0]`. */
  readonly path: string;
  /** Description of the issue. */
  readonly problem: string;
  /** How to fix the issue; {@link repairHistory} does so. */
  readonly remedy: string;
}

/**
 * Returns the reasons why servers may reject a history; an empty array if it can be sent.
 *
 * Each call of an assistant message requires a tool message with the id of the call. The tool messages come directly after the assistant
 * message, in the order of the calls. A call without a result, e.g. since the run was cancelled while a tool was running, makes later
 * requests with this history fail.
 *
 * Also reported are results without a call, results that are not a string, missing ids, ids that two calls of a message share, arguments
 * that are not the JSON of an object, blank messages and parts, and items that are not messages or calls; with
 * `allowUserAfterTool: false`, also a missing assistant message after the result of a tool.
 *
 * @example
 * ```ts
 * import { validateHistory } from 'venice-rx';
 *
 * const call = { id: 'call_1', type: 'function', function: { name: 'time', arguments: '{}' } };
 * for (const { path, problem, remedy } of validateHistory([{ role: 'assistant', tool_calls: [call] }])) {
 *   console.log(`${path}: ${problem}; ${remedy}`);
 * }
 * ```
 */
export function validateHistory(
  messages: readonly ChatMessage[],
  options: HistoryOptions = {},
): readonly HistoryIssue[] {
  checkOptions(options, historyOptionRules);
  const issues: HistoryIssue[] = [];
  // No `push(...list)`: a long array would cause a RangeError.
  const add = (found: readonly HistoryIssue[]): void => found.forEach((issue) => issues.push(issue));
  let tracker = new CallTracker();
  let lastPosition = 0;
  messages.forEach((message, index) => {
    const path = `messages[${index}]`;
    if (!isMessage(message)) {
      issues.push({ path, ...notAMessage });
      return;
    }
    if (message.role === 'tool') {
      const call = tracker.answer(message.tool_call_id);
      if (call === undefined) issues.push({ path, ...strayResult });
      if (call && call.position < lastPosition) issues.push({ path, ...lateResult });
      if (typeof message.content !== 'string') issues.push({ path: `${path}.content`, ...notAString });
      lastPosition = call?.position ?? lastPosition;
      return;
    }
    add(tracker.unanswered().map(unanswered));
    tracker = new CallTracker();
    lastPosition = 0;
    if (needsAnswerBetween(messages[index - 1], message, options)) issues.push({ path, ...noAnswer });
    if (isBlankMessage(message)) issues.push({ path, ...blankMessage });
    else if (hasBlankParts(message.content)) issues.push({ path: `${path}.content`, ...blankPart });
    if (message.role !== 'assistant') return;
    const calls = getToolCalls(message);
    const list: unknown = message.tool_calls ?? calls;
    if (list !== calls || (message.tool_calls != null && calls.length === 0))
      issues.push({ path: `${path}.tool_calls`, ...(calls.length === 0 ? emptyList : notACall) });
    tracker = new CallTracker(calls, `${path}.tool_calls`);
    for (const call of tracker.calls) add(findIssues(call, tracker.isFirst(call)));
  });
  add(tracker.unanswered().map(unanswered));
  return issues;
}

function findIssues({ call, path }: TrackedCall, isFirst: boolean): readonly HistoryIssue[] {
  const hasId = isNonEmptyString(call.id);
  return [
    ...(hasId ? [] : [{ path: `${path}.id`, ...noId }]),
    ...(hasId && !isFirst ? [{ path: `${path}.id`, ...sharedId }] : []),
    ...(hasJsonArguments(call) ? [] : [{ path: `${path}.function.arguments`, ...notJson }]),
  ];
}

function unanswered({ path }: TrackedCall): HistoryIssue {
  return {
    path,
    problem: 'the call has no result',
    remedy: 'add a tool message with the result after the assistant message',
  };
}

const notAMessage = { problem: 'this is not a message', remedy: 'remove it' };
const notACall = { problem: 'an element of the array is not a tool call', remedy: 'remove it' };
const strayResult = {
  problem: 'no call of the assistant message before it is waiting for this result',
  remedy: 'move it directly after the message with its call, or remove it',
};
const lateResult = {
  problem: 'the result comes after the result of a later call',
  remedy: 'put the results in the order of the calls',
};
const notAString = { problem: 'the result is not a string', remedy: 'convert it to a string, such as JSON' };
const blankMessage = { problem: 'the message is blank', remedy: 'remove it' };
const blankPart = { problem: 'a part of the message is blank', remedy: 'remove it' };
const noAnswer = {
  problem: 'the message directly follows the result of a tool',
  remedy: 'insert an assistant message before it',
};
const emptyList = { problem: 'the array of calls is empty', remedy: 'remove `tool_calls`' };
const noId = { problem: 'the call has no id', remedy: 'add an id to the call and to its result' };
const sharedId = {
  problem: 'another call of the message has the same id',
  remedy: 'use another id, also in its result',
};
const notJson = { problem: 'the arguments are not a JSON object', remedy: 'replace them with `{}`' };
