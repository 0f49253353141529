import type { AnswerSummary } from './answer-summary.js';
import { type Row, json, stream } from './row.js';

const role = 'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n';
const hello = 'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]}\n\n';
const finish = 'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
const done = 'data: [DONE]\n\n';
const error = '{"code":400,"message":"The context is too small.","type":"invalid_request_error"}';
const reply = '"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"';
const whole = `{"id":"c1","object":"chat.completion","choices":[{"index":0,${reply}}]}`;

const afterRole = { chunks: 1, id: 'c1', text: [''], finish: [null] } as const;
const afterText = { chunks: 1, id: 'c1', text: ['Hello'], finish: [null] } as const;
const complete = { chunks: 2, id: 'c1', text: ['Hello'], finish: ['stop'] } as const;

const tooSmall: AnswerSummary = inBand('BadRequestError', '400', 'The context is too small.');

function inBand(name: string, code: string | null, message: string, isRetryable = false): AnswerSummary {
  return {
    error: name,
    message: `${message} (in an answer with status 200)`,
    isRetryable,
    code,
    inBand: true,
  };
}

function notACompletion(expected: string): AnswerSummary {
  const message = `200 expected ${expected}, but the server sent application/json`;
  return { error: 'APIError', message, isRetryable: false, code: null, inBand: false };
}

/** Errors in fields and lines that the standard of server-sent events ignores: of llama.cpp in 2025, and of gateways that forward a body. */
const lines: readonly Row[] = [
  { name: 'a field named error', wire: [stream, `error: ${error}\n\n`, done], outcome: tooSmall },
  {
    name: 'a field named error, after the role',
    wire: [stream, role, `error: ${error}\n\n`, done],
    outcome: { ...afterRole, ...tooSmall },
  },
  {
    name: 'a field named error, after text, and CRLF',
    wire: [stream, hello.replaceAll('\n', '\r\n'), `error:${error}\r\n\r\n`],
    outcome: { ...afterText, ...tooSmall },
  },
  {
    name: 'a field named error with plain text',
    wire: [stream, hello, 'error: upstream is gone\n\n', done],
    outcome: { ...afterText, ...inBand('APIError', null, 'upstream is gone') },
  },
  {
    name: 'JSON without data:, after a comment',
    wire: [stream, ': ping\n\n', `{"error":${error}}\n\n`, done],
    outcome: tooSmall,
  },
  {
    name: 'JSON without data:, after the role, and nothing after it',
    wire: [stream, role, `{"error":${error}}`],
    outcome: { ...afterRole, ...tooSmall },
  },
  {
    name: 'JSON without data:, after text, with [DONE] on the same line',
    wire: [stream, hello, `{"error":${error}}data: [DONE]\n\n`],
    outcome: { ...afterText, ...tooSmall },
  },
  {
    name: 'JSON without data:, on several lines',
    wire: [stream, hello, `${JSON.stringify({ error: JSON.parse(error) as object }, null, 2)}\n\n`, done],
    outcome: { ...afterText, ...tooSmall },
  },
  {
    name: 'JSON without data:, before anything else, and [DONE]',
    wire: [stream, `{"error":${error}}\n\n`, done],
    outcome: tooSmall,
  },
  {
    name: 'JSON without data: that is not an error, and a field named error without a value',
    wire: [stream, hello, '{"note":"seen"}\n\n', 'error:\n\n', 'error: null\n\n', finish, done],
    outcome: complete,
  },
  {
    name: 'a field named error that is cut off',
    wire: [stream, hello, 'error: {"code":400,"mess'],
    outcome: {
      ...afterText,
      error: 'TruncatedStreamError',
      message:
        'the stream ended before the answer was complete: neither [DONE] nor finish_reason was received',
      isRetryable: true,
    },
  },
];

/** Frames without the fields of a chunk, but with a message, a code or a type. */
const frames: readonly Row[] = [
  [
    'an object named error',
    '{"object":"error","message":"Boom.","code":404}',
    'NotFoundError',
    '404',
    'Boom.',
  ],
  ['a type named error', '{"type":"error","message":"Boom."}', 'APIError', null, 'Boom.'],
  [
    'a code as text',
    '{"code":"InvalidParameter","message":"Bad."}',
    'BadRequestError',
    'InvalidParameter',
    'Bad.',
  ],
  [
    'a message first',
    '{"message":"Slow down.","type":"rate_limit_exceeded"}',
    'RateLimitError',
    null,
    'Slow down.',
  ],
  ['a detail', '{"detail":"Not authenticated"}', 'APIError', null, 'Not authenticated'],
  ['an object as its detail', '{"detail":{"msg":"No.","code":403}}', 'PermissionDeniedError', '403', 'No.'],
  ['msg and code', '{"msg":"Oops.","code":500,"data":null}', 'InternalServerError', '500', 'Oops.'],
  [
    'a code of five digits and a text',
    '{"text":"Busy.","error_code":50001}',
    'InternalServerError',
    '50001',
    'Busy.',
  ],
  ['fields in other spellings', '{"errorCode":"E7","ErrorMessage":"No."}', 'APIError', 'E7', 'No.'],
  [
    'a status and a title',
    '{"status":503,"title":"Unavailable"}',
    'ServiceUnavailableError',
    null,
    'Unavailable',
  ],
  ['a failed status without a message', '{"status":"failed"}', 'APIError', null, 'failed'],
  [
    'an array of errors',
    '{"success":false,"errors":[{"code":10000,"message":"No."}]}',
    'APIError',
    '10000',
    'No.',
  ],
  [
    'an array, and a status as text',
    '[{"error":{"code":8,"message":"Too much.","status":"RESOURCE_EXHAUSTED"}}]',
    'RateLimitError',
    '8',
    'Too much.',
  ],
  [
    'an error object next to null choices',
    '{"id":"","choices":null,"usage":{"total_tokens":0},"base_resp":{"status_code":1008,"status_msg":"Pay."}}',
    'APIError',
    '1008',
    'Pay.',
  ],
].map(([name, data, type, code, message]) => ({
  name: `a frame with ${name}`,
  wire: [stream, role, `data: ${data}\n\n`, done],
  outcome: {
    ...afterRole,
    ...inBand(
      type as string,
      code as string | null,
      message as string,
      /Server|Rate|Service/.test(type as string),
    ),
    ...(type === 'RateLimitError' && { reason: 'limit' }),
  },
}));

/** Frames without choices that are not errors. */
const noErrors: readonly Row[] = [
  ['{"type":"ping"}', { extras: { type: 'ping' } }],
  ['{"type":"status","message":"Loading"}', { extras: { type: 'status', message: 'Loading' } }],
  ['{"code":0,"message":"success"}', { extras: { code: 0, message: 'success' } }],
  ['{"object":"chat.completion.chunk","message":"queued"}', { extras: { message: 'queued' } }],
  ['{"usage":{"total_tokens":7},"message":"cached"}', { tokens: 7, extras: { message: 'cached' } }],
].map(([data, more]) => ({
  name: `not an error: ${data as string}`,
  wire: [stream, hello, `data: ${data as string}\n\n`, finish, done],
  outcome: { ...complete, chunks: 3, ...(more as AnswerSummary) },
}));

/** A message in an event with another name than `error` is not an error. */
const otherEvents: readonly Row[] = [
  {
    name: 'not an error: the message of an event with another name',
    wire: [stream, hello, 'event: tool.progress\ndata: {"message":"Searching"}\n\n', finish, done],
    outcome: { ...complete, chunks: 3, extras: { message: 'Searching' } },
  },
];

/** Whole answers inside a stream. */
const wholeAnswers: readonly Row[] = [
  {
    name: 'a completion in one frame',
    wire: [stream, `data: ${whole}\n\n`, done],
    outcome: { ...complete, chunks: 1 },
  },
  {
    name: 'a completion in one frame, without [DONE]',
    wire: [stream, `data: ${whole}\n\n`],
    outcome: { ...complete, chunks: 1 },
  },
  {
    name: 'several choices in separate frames, one of them without an id',
    wire: [
      stream,
      `data: {"id":"c1","choices":[{"index":1,${reply}}]}\n\n`,
      `data: {"choices":[{${reply},"index":0,"delta":null}]}\n\n`,
      done,
    ],
    outcome: { chunks: 2, id: 'c1', text: ['Hello', 'Hello'], finish: ['stop', 'stop'] },
  },
  {
    name: 'a completion that repeats the deltas before it',
    wire: [stream, hello, `data: ${whole}\n\n`, done],
    outcome: complete,
  },
  {
    name: 'a completion of one choice after the deltas of another',
    wire: [
      stream,
      hello,
      finish,
      'data: {"id":"c1","object":"chat.completion","choices":[{"index":1,"message":{"content":"Hi"},"finish_reason":"stop"}]}\n\n',
      done,
    ],
    outcome: { chunks: 3, id: 'c1', text: ['Hello', 'Hi'], finish: ['stop', 'stop'] },
  },
  {
    name: 'a message next to deltas',
    wire: [stream, hello.replace('"delta"', '"message":{"content":"Hello"},"delta"'), finish, done],
    outcome: complete,
  },
  {
    name: 'tool calls of a completion in one frame, without ids and arguments',
    wire: [
      stream,
      'data: {"id":"c1","object":"chat.completion","choices":[{"message":{"content":null,"tool_calls":[{"function":{"name":"a","arguments":""}},{"function":{"name":"b","arguments":""}}]},"finish_reason":"tool_calls"}]}\n\n',
      done,
    ],
    outcome: {
      chunks: 1,
      id: 'c1',
      text: [null],
      finish: ['tool_calls'],
      toolCalls: [
        { id: '', type: 'function', function: { name: 'a', arguments: '' } },
        { id: '', type: 'function', function: { name: 'b', arguments: '' } },
      ],
    },
  },
];

const bodies: readonly (readonly [string, string, AnswerSummary])[] = [
  ['a detail', '{"detail":"Not authenticated"}', inBand('APIError', null, 'Not authenticated')],
  ['an empty object', '{}', notACompletion('a JSON object with `choices`')],
  ['null for its choices', '{"id":"c1","choices":null}', notACompletion('a JSON object with `choices`')],
  ['msg and code', '{"code":500,"msg":"Oops."}', inBand('InternalServerError', '500', 'Oops.', true)],
  [
    'an object named error',
    '{"object":"error","message":"Boom.","code":404}',
    inBand('NotFoundError', '404', 'Boom.'),
  ],
  [
    'a code of five digits',
    '{"text":"Busy.","error_code":50001}',
    inBand('InternalServerError', '50001', 'Busy.', true),
  ],
  [
    'an error and empty choices',
    '{"choices":[],"code":"E7","message":"No."}',
    inBand('APIError', 'E7', 'No.'),
  ],
  ['a completion, and [DONE]', `${whole}\n\n${done}`, { id: 'c1', text: ['Hello'], finish: ['stop'] }],
  [
    'a completion, and [DONE] on the same line',
    `${whole}data:[DONE]`,
    { id: 'c1', text: ['Hello'], finish: ['stop'] },
  ],
  ['an error, and [DONE]', `{"error":${error}}\r\n\r\n${done}`, tooSmall],
];

/** Answers in one piece that report an error with status 200, or end like a stream. */
const inOnePiece: readonly Row[] = bodies.map(([name, body, outcome]) => ({
  name: `in one piece: ${name}`,
  isInOnePiece: true,
  wire: [json, body],
  outcome,
}));

/** Errors with status 200 in the shapes of many servers, and whole answers inside a stream. */
export const errorShapes: readonly Row[] = [
  ...lines,
  ...frames,
  ...noErrors,
  ...otherEvents,
  ...wholeAnswers,
  ...inOnePiece,
];
