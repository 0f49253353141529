import { type Row, chunkedStream, stream } from './row.js';

const hello = 'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]}\n\n';
const helloFields = { chunks: 1, id: 'c1', text: ['Hello'], finish: [null] } as const;
const cut = 'the stream ended before the answer was complete: neither [DONE] nor finish_reason was received';

/** Errors of other servers, gateways and proxies, most of them in a response with status 200. */
export const errorsOfOtherServers: readonly Row[] = [
  {
    name: 'an error as an object inside a stream',
    wire: [
      stream,
      hello,
      'data: {"error":{"message":"The prompt is too long.","type":"invalid_request_error"}}\n\n',
    ],
    outcome: {
      ...helloFields,
      error: 'ContextLengthExceededError',
      message: 'The prompt is too long. (in an answer with status 200)',
      isRetryable: false,
      code: null,
      inBand: true,
    },
  },
  {
    name: 'a chat that is too long for llama.cpp',
    wire: [
      'HTTP/1.1 400 Bad Request\r\nContent-Type: application/json; charset=utf-8\r\nConnection: close\r\n\r\n',
      '{"error":{"code":400,"message":"request (5000 tokens) exceeds the available context size (4096 tokens)","type":"exceed_context_size_error","n_prompt_tokens":5000,"n_ctx":4096}}',
    ],
    outcome: {
      error: 'ContextLengthExceededError',
      message: '400 request (5000 tokens) exceeds the available context size (4096 tokens)',
      isRetryable: false,
      status: 400,
      code: '400',
      inBand: false,
    },
  },
  {
    name: 'a chat that is too long for Claude, inside a stream',
    wire: [
      stream,
      'event: error\ndata: {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 208310 tokens > 200000 maximum"}}\n\n',
    ],
    outcome: {
      error: 'ContextLengthExceededError',
      message: 'prompt is too long: 208310 tokens > 200000 maximum (in an answer with status 200)',
      isRetryable: false,
      code: null,
      inBand: true,
    },
  },
  {
    name: 'an error as text inside a stream',
    wire: [stream, hello, 'data: {"error":"Something broke."}\n\n', 'data: [DONE]\n\n'],
    outcome: {
      ...helloFields,
      error: 'APIError',
      message: 'Something broke. (in an answer with status 200)',
      isRetryable: false,
      code: null,
      inBand: true,
    },
  },
  {
    name: 'an error as an array inside a stream',
    wire: [
      stream,
      hello,
      'data: {"error":[{"code":"invalid_type","path":["model"],"message":"Required"}]}\n\n',
    ],
    outcome: {
      ...helloFields,
      error: 'APIError',
      message: 'model: Required (in an answer with status 200)',
      isRetryable: false,
      code: 'invalid_type',
      inBand: true,
    },
  },
  {
    name: 'an event named error, with an object that has no error key',
    wire: [stream, hello, 'event: error\ndata: {"type":"overloaded_error","message":"Overloaded"}\n\n'],
    outcome: {
      ...helloFields,
      error: 'ServiceUnavailableError',
      message: 'Overloaded (in an answer with status 200)',
      isRetryable: true,
      code: null,
      inBand: true,
    },
  },
  {
    name: 'an event named error, with text',
    wire: [stream, hello, 'event: error\ndata: upstream is gone\n\n'],
    outcome: {
      ...helloFields,
      error: 'APIError',
      message: 'upstream is gone (in an answer with status 200)',
      isRetryable: false,
      code: null,
      inBand: true,
    },
  },
  {
    name: 'a numeric code inside a stream',
    wire: [stream, hello, 'data: {"error":{"code":502,"message":"Provider returned error"}}\n\n'],
    outcome: {
      ...helloFields,
      error: 'InternalServerError',
      message: 'Provider returned error (in an answer with status 200)',
      isRetryable: true,
      code: '502',
      inBand: true,
    },
  },
  {
    name: 'a JSON error with status 200',
    wire: [
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCF-RAY: 8f03-OSL\r\nConnection: close\r\n\r\n',
      '{"error":{"message":"No such model.","type":"not_found_error","code":"model_not_found"}}',
    ],
    outcome: {
      error: 'NotFoundError',
      message: 'No such model. (in an answer with status 200)',
      isRetryable: false,
      code: 'model_not_found',
      inBand: true,
      requestId: '8f03-OSL',
    },
  },
  {
    name: 'JSON that is not an error, instead of a stream',
    wire: [
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      '{"object":"chat.completion","choices":[]}',
    ],
    outcome: {
      error: 'APIError',
      message: '200 expected a stream of server-sent events, but the server sent application/json',
      isRetryable: false,
      code: null,
      inBand: false,
    },
  },
  {
    name: 'an HTML page with status 200',
    wire: [
      'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n',
      '\r\n<!DOCTYPE html>\r\n<html><head><title>Log in to this network</title></head></html>\r\n',
    ],
    outcome: {
      error: 'APIError',
      message: '200 expected a stream of server-sent events, but the server sent text/html; charset=utf-8',
      isRetryable: false,
      code: null,
      inBand: false,
    },
  },
  {
    name: 'an HTML page with the content type of a stream',
    wire: [stream, '<html><body>Log in to this network</body></html>'],
    outcome: {
      error: 'APIError',
      message:
        '200 expected a stream of server-sent events, but the server sent text/event-stream; charset=utf-8',
      isRetryable: false,
      code: null,
      inBand: false,
    },
  },
  {
    name: 'a frame that is not JSON',
    wire: [stream, hello, 'data: not JSON\n\n', 'data: [DONE]\n\n'],
    outcome: {
      ...helloFields,
      error: 'MalformedChunkError',
      message: 'a frame of the stream is not a JSON object (see `data` of this error)',
      isRetryable: false,
      data: 'not JSON',
    },
  },
  {
    name: 'a broken connection that a gateway turns into a clean end: chunked coding',
    wire: [chunkedStream, `5a\r\n${hello}\r\n`, '0\r\n\r\n'],
    outcome: { ...helloFields, error: 'TruncatedStreamError', message: cut, isRetryable: true },
  },
  {
    name: 'a broken connection that a gateway turns into a clean end: HTTP/1.0',
    wire: ['HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n', hello],
    outcome: { ...helloFields, error: 'TruncatedStreamError', message: cut, isRetryable: true },
  },
  {
    name: 'a clean end in the middle of a frame',
    wire: [stream, hello, 'data: {"id":"c1","choices":[{"index":0,"del'],
    outcome: { ...helloFields, error: 'TruncatedStreamError', message: cut, isRetryable: true },
  },
  {
    name: 'a numeric code, and status 500 for an invalid request',
    wire: [
      'HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json; charset=utf-8\r\nConnection: close\r\n\r\n',
      '{"error":{"code":500,"message":"parse error at line 1","type":"server_error"}}',
    ],
    outcome: {
      error: 'InternalServerError',
      message: '500 parse error at line 1',
      isRetryable: true,
      status: 500,
      code: '500',
      inBand: false,
    },
  },
  {
    name: 'status 429 with an HTML page and without Retry-After',
    wire: [
      'HTTP/1.1 429 Too Many Requests\r\nServer: nginx\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n',
      '<html>\r\n<head><title>429 Too Many Requests</title></head>\r\n<body>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
    ],
    outcome: {
      error: 'RateLimitError',
      message: '429 Too Many Requests (an HTML page)',
      isRetryable: true,
      status: 429,
      code: null,
      inBand: false,
      reason: 'limit',
    },
  },
];
