import { type Row, stream } from './row.js';

const hello = 'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]}\n\n';
const role = 'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n';
const done = 'data: [DONE]\n\n';
const helloFields = { chunks: 1, id: 'c1', text: ['Hello'], finish: [null] } as const;
const withoutMessage = {
  error: 'InternalServerError',
  message: 'the server ended the answer with the finish_reason `error` (in an answer with status 200)',
  isRetryable: true,
  code: null,
  inBand: true,
} as const;

/** Choices that report an error, of routers such as OpenRouter (issues damianvtran/local-operator#223 and dcdpr/jp#978). */
export const failedChoices: readonly Row[] = [
  {
    name: 'a choice with an error and the finish reason error',
    wire: [
      stream,
      hello,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":""},"finish_reason":"error","error":{"code":502,"message":"Provider disconnected"}}]}\n\n',
      done,
    ],
    outcome: {
      ...helloFields,
      error: 'InternalServerError',
      message: 'Provider disconnected (in an answer with status 200)',
      isRetryable: true,
      code: '502',
      inBand: true,
    },
  },
  {
    name: 'a choice with an error only, before any output',
    wire: [
      stream,
      role,
      'data: {"id":"c1","choices":[{"error":{"code":"429","message":"Slow down.","type":"x"},"index":0,"delta":{},"finish_reason":null}]}\n\n',
      done,
    ],
    outcome: {
      ...helloFields,
      text: [''],
      error: 'RateLimitError',
      message: 'Slow down. (in an answer with status 200)',
      isRetryable: true,
      code: '429',
      inBand: true,
      reason: 'limit',
    },
  },
  {
    name: 'a choice with an error that a retry cannot fix',
    wire: [
      stream,
      hello,
      'data: {"id":"c1","choices":[{"index":0,"delta":null,"error":{"message":"Too long.","type":"invalid_request_error"}}]}\n\n',
      done,
    ],
    outcome: {
      ...helloFields,
      error: 'BadRequestError',
      message: 'Too long. (in an answer with status 200)',
      isRetryable: false,
      code: null,
      inBand: true,
    },
  },
  {
    name: 'an error of a choice as text',
    wire: [stream, hello, 'data: {"id":"c1","choices":[{"index":0,"delta":{},"error":"Boom."}]}\n\n', done],
    outcome: {
      ...helloFields,
      error: 'APIError',
      message: 'Boom. (in an answer with status 200)',
      isRetryable: false,
      code: null,
      inBand: true,
    },
  },
  {
    name: 'the finish reason error without an error field',
    wire: [
      stream,
      hello,
      'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"error"}]}\n\n',
      done,
    ],
    outcome: { ...helloFields, ...withoutMessage },
  },
  {
    name: 'a finish reason ERROR next to the last text, which is kept',
    wire: [
      stream,
      hello,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":" wor"},"finish_reason":"ERROR"}]}\n\n',
      done,
    ],
    outcome: { ...helloFields, chunks: 2, text: ['Hello wor'], ...withoutMessage },
  },
  {
    name: 'an error of the request next to the last text',
    wire: [
      stream,
      hello,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":" wor"},"finish_reason":"error","error":{"code":404,"message":"No such model."}}]}\n\n',
      done,
    ],
    outcome: {
      ...helloFields,
      chunks: 2,
      text: ['Hello wor'],
      error: 'NotFoundError',
      message: 'No such model. (in an answer with status 200)',
      isRetryable: false,
      code: '404',
      inBand: true,
    },
  },
  {
    name: 'an error of the second choice only',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Hello"}},{"index":1,"delta":{"content":"Hi"}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"},{"index":1,"delta":{},"finish_reason":"error"}]}\n\n',
      done,
    ],
    outcome: { ...helloFields, text: ['Hello', 'Hi'], finish: [null, null], ...withoutMessage },
  },
  {
    name: 'fields for errors that are null or empty, which are not errors',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Hello"},"error":null}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{},"error":"","finish_reason":"stop"}]}\n\n',
      done,
    ],
    outcome: { chunks: 2, id: 'c1', text: ['Hello'], finish: ['stop'] },
  },
  {
    name: 'an unknown finish reason, which stays a value',
    wire: [
      stream,
      hello,
      'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"network_error"}]}\n\n',
      done,
    ],
    outcome: { chunks: 2, id: 'c1', text: ['Hello'], finish: ['network_error'] },
  },
];
