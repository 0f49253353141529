import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { checkOptions } from '../options/check-options.js';
import type { ChatMessage } from '../wire/chat-message.js';
import { getToolCalls } from './get-tool-calls.js';
import { type HistoryOptions, historyOptionRules, needsAnswerBetween } from './history-options.js';
import { isBlankMessage } from './is-blank-message.js';
import { isMessage } from './is-message.js';
import { type OpenCall, OpenCalls } from './open-calls.js';
import { hasJsonArguments } from './with-json-arguments.js';
import { hasBlankParts } from './without-blank-parts.js';

/** A reason why a server may refuse a history. */
export interface HistoryIssue {
  /** Path of the issue, such as `messages[3].tool_calls[0]`. */
  readonly path: string;
  /** Description of the issue. */
  readonly problem: string;
  /** How to fix it; {@link repairHistory} does so. */
  readonly remedy: string;
}

/**
 * Returns the reasons why servers may refuse a history; an empty array if it can be sent.
 *
 * Every call of an assistant message requires one tool message with its id, directly after it, in the order of the calls.
 * Servers refuse a history with an open call every time: a run that was cancelled in the middle of a tool leaves one. Also
 * reported: results without a call, missing or shared ids, arguments that are not a JSON object, and blank messages and parts.
 *
 * @example
 * ```ts
 * import { validateHistory } from 'venice-rx';
 *
 * const called = { id: 'call_1', type: 'function', function: { name: 'time', arguments: '{}' } };
 * for (const { path, problem, remedy } of validateHistory([{ role: 'assistant', tool_calls: [called] }])) {
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
  let open = new OpenCalls();
  let last = 0;
  messages.forEach((message, index) => {
    const path = `messages[${index}]`;
    if (!isMessage(message)) {
      issues.push({ path, ...noMessage });
      return;
    }
    if (message.role === 'tool') {
      const answered = open.answer(message.tool_call_id);
      if (answered === undefined) issues.push({ path, ...strayResult });
      if (answered && answered.position < last) issues.push({ path, ...lateResult });
      if (typeof message.content !== 'string') issues.push({ path: `${path}.content`, ...noText });
      last = answered?.position ?? last;
      return;
    }
    add(open.unanswered().map(unanswered));
    open = new OpenCalls();
    last = 0;
    if (needsAnswerBetween(messages[index - 1], message, options)) issues.push({ path, ...noAnswer });
    if (isBlankMessage(message)) issues.push({ path, ...silence });
    else if (hasBlankParts(message.content)) issues.push({ path: `${path}.content`, ...blankPart });
    if (message.role !== 'assistant') return;
    const calls = getToolCalls(message);
    const list: unknown = message.tool_calls ?? calls;
    if (list !== calls || (message.tool_calls != null && calls.length === 0))
      issues.push({ path: `${path}.tool_calls`, ...(calls.length === 0 ? emptyList : noCalls) });
    open = new OpenCalls(calls, `${path}.tool_calls`);
    for (const call of open.calls) add(findIssues(call, open.isFirst(call)));
  });
  add(open.unanswered().map(unanswered));
  return issues;
}

function findIssues({ call, path }: OpenCall, isFirst: boolean): readonly HistoryIssue[] {
  const hasId = isNonEmptyString(call.id);
  return [
    ...(hasId ? [] : [{ path: `${path}.id`, ...noId }]),
    ...(hasId && !isFirst ? [{ path: `${path}.id`, ...sharedId }] : []),
    ...(hasJsonArguments(call) ? [] : [{ path: `${path}.function.arguments`, ...noJson }]),
  ];
}

function unanswered({ path }: OpenCall): HistoryIssue {
  return { path, problem: 'the call has no result', remedy: 'add the message of the tool directly after it' };
}

const noMessage = { problem: 'this is not a message', remedy: 'remove it' };
const noCalls = { problem: 'an element of the array is not a tool call', remedy: 'remove it' };
const strayResult = {
  problem: 'no call of the assistant message before it is waiting for this result',
  remedy: 'move it directly after the message with its call, or remove it',
};
const lateResult = {
  problem: 'the result comes after that of a later call',
  remedy: 'put the results in the order of the calls',
};
const noText = { problem: 'the result is not a string', remedy: 'convert it to a string, such as JSON' };
const silence = { problem: 'the message is blank', remedy: 'remove it' };
const blankPart = { problem: 'a part of the message is blank', remedy: 'remove it' };
const noAnswer = {
  problem: 'it follows the result of a tool',
  remedy: 'insert a message of the assistant before it',
};
const emptyList = { problem: 'the array of calls is empty', remedy: 'remove `tool_calls`' };
const noId = { problem: 'the call has no id', remedy: 'add an id, and use it in its result' };
const sharedId = {
  problem: 'another call of the message has the same id',
  remedy: 'use another id, also in its result',
};
const noJson = { problem: 'the arguments are not a JSON object', remedy: 'replace them with `{}`' };
