import type { Row } from './row.js';

/** Responses with an error status, and a redirect. */
export const errorBodies: readonly Row[] = [
  {
    name: 'a string',
    wire: [
      'HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json; charset=utf-8\r\nCF-RAY: 8f01-OSL\r\nConnection: close\r\n\r\n',
      '{"error":"Authentication failed"}',
    ],
    outcome: {
      error: 'AuthenticationError',
      message: '401 Authentication failed',
      isRetryable: false,
      status: 401,
      code: null,
      inBand: false,
      requestId: '8f01-OSL',
    },
  },
  {
    name: 'a string, with the issues of a schema',
    wire: [
      'HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      '{"error":"Invalid request","details":{"_errors":[],"temperature":{"_errors":["Too big"]}},"issues":[{"code":"too_big","path":["messages",0,"content"],"message":"Too big"}]}',
    ],
    outcome: {
      error: 'BadRequestError',
      message: '400 Invalid request (messages.0.content: Too big)',
      isRetryable: false,
      status: 400,
      code: null,
      inBand: false,
    },
  },
  {
    name: 'a string, with a string as details',
    wire: [
      'HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      '{"error":"Invalid request","details":"The image is too small","issues":[]}',
    ],
    outcome: {
      error: 'BadRequestError',
      message: '400 Invalid request (The image is too small)',
      isRetryable: false,
      status: 400,
      code: null,
      inBand: false,
    },
  },
  {
    name: 'an object with a code',
    wire: [
      'HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      '{"error":{"message":"Too many tokens","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}',
    ],
    outcome: {
      error: 'ContextLengthExceededError',
      message: '400 Too many tokens',
      isRetryable: false,
      status: 400,
      code: 'context_length_exceeded',
      inBand: false,
    },
  },
  {
    name: 'an object without a code',
    wire: [
      'HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      '{"error":{"message":"Bad E2EE headers","type":"invalid_request_error"}}',
    ],
    outcome: {
      error: 'BadRequestError',
      message: '400 Bad E2EE headers',
      isRetryable: false,
      status: 400,
      code: null,
      inBand: false,
    },
  },
  {
    name: 'a string, with the id of the request',
    wire: [
      'HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nX-Request-Id: r-1\r\nConnection: close\r\n\r\n',
      '{"error":"The provider rejected the request","request_id":"r-1"}',
    ],
    outcome: {
      error: 'BadRequestError',
      message: '400 The provider rejected the request',
      isRetryable: false,
      status: 400,
      code: null,
      inBand: false,
      requestId: 'r-1',
    },
  },
  {
    name: 'a string and a code: the body is too large',
    wire: [
      'HTTP/1.1 413 Content Too Large\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      '{"error":"Too large","code":"PAYLOAD_TOO_LARGE"}',
    ],
    outcome: {
      error: 'BadRequestError',
      message: '413 Too large',
      isRetryable: false,
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
      inBand: false,
    },
  },
  {
    // x402 is a protocol for payments with status 402. Venice also accepts the signature of a wallet instead of an API key.
    name: 'a string and a code: a wallet signs in by x402 with a nonce that was used before',
    wire: [
      'HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      '{"error":"Used before","code":"X402_SIGN_IN_NONCE_REUSED"}',
    ],
    outcome: {
      error: 'AuthenticationError',
      message: '401 Used before',
      isRetryable: false,
      status: 401,
      code: 'X402_SIGN_IN_NONCE_REUSED',
      inBand: false,
    },
  },
  {
    name: 'a string and a code: too many concurrent requests',
    wire: [
      'HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      '{"error":"Five at once","code":"X402_CONCURRENCY_LIMIT"}',
    ],
    outcome: {
      error: 'RateLimitError',
      message: '429 Five at once',
      isRetryable: true,
      status: 429,
      code: 'X402_CONCURRENCY_LIMIT',
      inBand: false,
      reason: 'concurrency',
    },
  },
  {
    name: 'a content policy violation, with a suggested prompt',
    wire: [
      'HTTP/1.1 422 Unprocessable Content\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      '{"error":"Not allowed","suggested_prompt":"A kitten"}',
    ],
    outcome: {
      error: 'UnprocessableEntityError',
      message: '422 Not allowed',
      isRetryable: false,
      status: 422,
      code: null,
      inBand: false,
    },
  },
  {
    name: 'a content policy violation, reported by a provider',
    wire: [
      'HTTP/1.1 422 Unprocessable Content\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      '{"error":{"message":"Not allowed","type":"provider_content_policy","credits_refunded":true,"recommended_model":"m2"}}',
    ],
    outcome: {
      error: 'UnprocessableEntityError',
      message: '422 Not allowed',
      isRetryable: false,
      status: 422,
      code: null,
      inBand: false,
    },
  },
  {
    name: 'a 402 without credentials, with ways to pay',
    wire: [
      'HTTP/1.1 402 Payment Required\r\nContent-Type: application/json\r\nPAYMENT-REQUIRED: e30=\r\nConnection: close\r\n\r\n',
      '{"x402Version":2,"error":"Authentication or payment required","resource":{"url":"https://a.example/"},"accepts":[],"extensions":{},"authOptions":{}}',
    ],
    outcome: {
      error: 'PaymentRequiredError',
      message: '402 Authentication or payment required',
      isRetryable: false,
      status: 402,
      code: null,
      inBand: false,
    },
  },
  {
    name: 'a 402 for a balance that is too low',
    wire: [
      'HTTP/1.1 402 Payment Required\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      '{"error":"Insufficient balance","code":"PAYMENT_REQUIRED","reason":"insufficient_balance","currentBalanceUsd":0.01,"minimumBalanceUsd":0.1,"suggestedTopUpUsd":10,"minimumTopUpUsd":5,"topUpInstructions":{},"siwxChallenge":{}}',
    ],
    outcome: {
      error: 'PaymentRequiredError',
      message: '402 Insufficient balance',
      isRetryable: false,
      status: 402,
      code: 'PAYMENT_REQUIRED',
      inBand: false,
    },
  },
  {
    name: 'an array of issues',
    wire: [
      'HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      '{"error":[{"code":"invalid_type","path":["model"],"message":"Required"},{"code":"invalid_type","path":["messages"],"message":"Required"}]}',
    ],
    outcome: {
      error: 'BadRequestError',
      message: '400 model: Required',
      isRetryable: false,
      status: 400,
      code: 'invalid_type',
      inBand: false,
    },
  },
  {
    name: 'an HTML page of a proxy',
    wire: [
      'HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nCF-RAY: 8f02-OSL\r\nConnection: close\r\n\r\n',
      '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n',
    ],
    outcome: {
      error: 'InternalServerError',
      message: '502 Bad Gateway (an HTML page)',
      isRetryable: true,
      status: 502,
      code: null,
      inBand: false,
      requestId: '8f02-OSL',
    },
  },
  {
    name: 'an HTML page without a title',
    wire: [
      'HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n',
      '<!DOCTYPE html><html><body>Sorry, you have been blocked</body></html>',
    ],
    outcome: {
      error: 'PermissionDeniedError',
      message: '403 an HTML page',
      isRetryable: false,
      status: 403,
      code: null,
      inBand: false,
    },
  },
  {
    name: 'plain text',
    wire: ['HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n', 'upstream connect error\n'],
    outcome: {
      error: 'ServiceUnavailableError',
      message: '503 upstream connect error',
      isRetryable: true,
      status: 503,
      code: null,
      inBand: false,
    },
  },
  {
    name: 'no body',
    wire: ['HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n'],
    outcome: {
      error: 'InternalServerError',
      message: '504 no body',
      isRetryable: true,
      status: 504,
      code: null,
      inBand: false,
    },
  },
  {
    name: 'a customMessage with the limit',
    wire: [
      'HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nDate: Mon, 14 Sep 2026 12:00:00 GMT\r\nx-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 1789387207500\r\nConnection: close\r\n\r\n',
      '{"error":"Rate limit exceeded","customMessage":"20 requests per minute"}',
    ],
    outcome: {
      error: 'RateLimitError',
      message: '429 Rate limit exceeded (20 requests per minute)',
      isRetryable: true,
      status: 429,
      code: null,
      inBand: false,
      retryAfter: 7500,
      reason: 'limit',
    },
  },
  {
    name: 'a model that is overloaded',
    wire: [
      'HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 30\r\nConnection: close\r\n\r\n',
      '{"error":"The model is currently overloaded. Please try again later."}',
    ],
    outcome: {
      error: 'RateLimitError',
      message: '429 The model is currently overloaded. Please try again later.',
      isRetryable: true,
      status: 429,
      code: null,
      inBand: false,
      retryAfter: 30_000,
      reason: 'overloaded',
    },
  },
  {
    // The headers say 5 s. The wait is at least 30 s, since Venice blocks a key for that long, and longer if a request arrives earlier.
    name: 'too many failed attempts: the wait is at least 30 s',
    wire: [
      'HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nDate: Mon, 14 Sep 2026 12:00:00 GMT\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-resets: 1789387205000\r\nConnection: close\r\n\r\n',
      '{"error":"Too many failed attempts. Try again later."}',
    ],
    outcome: {
      error: 'RateLimitError',
      message: '429 Too many failed attempts. Try again later.',
      isRetryable: true,
      status: 429,
      code: null,
      inBand: false,
      retryAfter: 30_000,
      reason: 'error-budget',
    },
  },
  {
    name: 'a redirect, which is not followed',
    wire: ['HTTP/1.1 302 Found\r\nLocation: https://login.example/\r\nContent-Length: 0\r\n\r\n'],
    outcome: {
      error: 'APIError',
      message: '302 a redirect to https://login.example/, which is not followed',
      isRetryable: false,
      status: 302,
      code: null,
      inBand: false,
    },
  },
];
