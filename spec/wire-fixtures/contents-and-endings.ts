import type { AnswerSummary } from './answer-summary.js';
import { type Row, stream } from './row.js';

const done = 'data: [DONE]\n\n';
const call = { id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };

/** Contents of answers. */
const contents: readonly (readonly [name: string, delta: object, summary: AnswerSummary])[] = [
  ['text', { content: 'Hello' }, { text: ['Hello'] }],
  ['JSON', { content: '{"a":1}' }, { text: ['{"a":1}'] }],
  ['half of a JSON value', { content: '{"a":' }, { text: ['{"a":'] }],
  ['a refusal', { refusal: 'No.' }, { text: [null], fields: [{ refusal: 'No.' }] }],
  [
    'a call without a name',
    { tool_calls: [{ index: 0, id: 't1', function: { arguments: '{}' } }] },
    { text: [null], toolCalls: [{ id: 't1', type: 'function', function: { name: '', arguments: '{}' } }] },
  ],
  ['a call', { tool_calls: [{ index: 0, ...call }] }, { text: [null], toolCalls: [call] }],
];

/** Endings of answers: the bytes after the content, the finish reason if there is one, and the error if there is one. */
const endings: readonly (readonly [
  name: string,
  bytes: readonly string[],
  finish: string | null,
  AnswerSummary,
])[] = [
  ...['stop', 'length', 'content_filter', 'network_error'].map((word) => {
    const last = { id: 'c1', choices: [{ index: 0, delta: {}, finish_reason: word }] };
    return [`finish_reason ${word}`, [`data: ${JSON.stringify(last)}\n\n`, done], word, {}] as const;
  }),
  [
    'an error in the stream',
    ['data: {"error":{"code":502,"message":"Provider returned error"}}\n\n', done],
    null,
    {
      error: 'InternalServerError',
      message: 'Provider returned error (in an answer with status 200)',
      isRetryable: true,
      code: '502',
      inBand: true,
    },
  ],
  [
    'the end of the body',
    [],
    null,
    {
      error: 'TruncatedStreamError',
      message:
        'the stream ended before the answer was complete: neither [DONE] nor finish_reason was received',
      isRetryable: true,
    },
  ],
  [
    '[DONE] without finish_reason',
    [done],
    null,
    {
      error: 'TruncatedStreamError',
      message:
        'the stream ended with [DONE], but without the finish_reason of every choice; if this server never sends one, set `requireFinishReason: false`',
      isRetryable: true,
      reason: 'no-finish-reason',
    },
  ],
];

/** Each content with each ending. */
export const contentsAndEndings: readonly Row[] = contents.flatMap(([content, delta, summary]) =>
  endings.map(([end, bytes, finish, failure]): Row => {
    const first = `data: ${JSON.stringify({ id: 'c1', choices: [{ index: 0, delta }] })}\n\n`;
    return {
      name: `${content}, then ${end}`,
      wire: [stream, first, ...bytes],
      outcome: { chunks: finish === null ? 1 : 2, id: 'c1', ...summary, finish: [finish], ...failure },
    };
  }),
);
