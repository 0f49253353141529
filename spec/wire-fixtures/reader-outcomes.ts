import type { AnswerSummary } from './answer-summary.js';

/** The readers, as the table in `docs/wire-format.md` lists them. */
export const readers = [
  'accumulate',
  'toCompletion',
  'toContent',
  'completedToolCalls',
  'toObject',
  'runTools',
  'Conversation',
  'relay',
] as const;

export type Reader = (typeof readers)[number];

/**
 * What a reader produces: its result; the error of the answer; or an `IncompleteCompletionError`: always, only if the answer has
 * calls, or only if its content is not complete JSON.
 */
export type Production =
  'error' | 'incomplete if calls' | 'incomplete without JSON' | 'incomplete' | 'result';

/** How an answer ends: the names of the rows of the table in `docs/wire-format.md`. */
export type Ending =
  | 'a finish reason of a whole answer'
  | 'a finish reason of a limit or a filter'
  | 'any other finish reason'
  | 'an error of the server, or a malformed chunk'
  | 'broken off'
  | '`[DONE]` without a finish reason';

const result = {
  accumulate: 'result',
  toCompletion: 'result',
  toContent: 'result',
  completedToolCalls: 'result',
  toObject: 'result',
  runTools: 'result',
  Conversation: 'result',
  relay: 'result',
} as const;

const doubtfulCalls = {
  ...result,
  completedToolCalls: 'incomplete if calls',
  runTools: 'incomplete if calls',
  Conversation: 'incomplete if calls',
} as const;

const error = {
  accumulate: 'error',
  toCompletion: 'error',
  toContent: 'error',
  completedToolCalls: 'error',
  toObject: 'error',
  runTools: 'error',
  Conversation: 'error',
  relay: 'error',
} as const;

/** What each reader produces for each way in which an answer ends. */
export const readerOutcomes: Readonly<Record<Ending, Readonly<Record<Reader, Production>>>> = {
  'a finish reason of a whole answer': result,
  'a finish reason of a limit or a filter': { ...doubtfulCalls, toObject: 'incomplete' },
  'any other finish reason': { ...doubtfulCalls, toObject: 'incomplete without JSON' },
  'an error of the server, or a malformed chunk': error,
  'broken off': error,
  '`[DONE]` without a finish reason': error,
};

/** The readers that emit or run calls. A call without a name makes them incomplete after any finish reason. */
export const readersOfCalls: readonly Reader[] = ['completedToolCalls', 'runTools', 'Conversation'];

/** The finish reasons in the section "Finish reasons" of `docs/wire-format.md`. */
const completeReasons: readonly string[] = ['stop', 'tool_calls', 'function_call', 'tool_use', 'end_turn'];
const cutReasons: readonly string[] = ['length', 'max_tokens', 'content_filter', 'safety'];

/** The ending of the first choice of an answer, unless the whole answer has failed. */
export function getEnding({ error: name, reason, finish }: AnswerSummary): Ending {
  if (name === 'TruncatedStreamError') {
    return reason === 'no-finish-reason' ? '`[DONE]` without a finish reason' : 'broken off';
  }
  if (name !== undefined) return 'an error of the server, or a malformed chunk';
  const finishReason = finish?.[0]?.toLowerCase();
  if (finishReason === undefined) throw new Error('an answer without an error and without a finish reason');
  if (completeReasons.includes(finishReason)) return 'a finish reason of a whole answer';
  return cutReasons.includes(finishReason)
    ? 'a finish reason of a limit or a filter'
    : 'any other finish reason';
}
