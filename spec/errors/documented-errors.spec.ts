import * as package_ from 'venice-rx';
import { APIConnectionError, APITimeoutError, TruncatedStreamError } from 'venice-rx';

import { documentedCodes } from '../../src/mock-server/engine/faults/documented-codes.js';
import { frameError, now, responseError } from './answers.js';

const exported: Readonly<Record<string, unknown>> = package_;
const inSeconds = (seconds: number): string => String(now + seconds * 1000);
const reset = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': inSeconds(20) };
const daily = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': inSeconds(43_200) };
const tokens = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': inSeconds(10) };
const budget = { 'x-ratelimit-remaining': '0', 'x-ratelimit-resets': inSeconds(25) };
const blocked = 'Too many failed attempts (> 50) in the last 30 seconds.';
const counted = { 'x-ratelimit-remaining': '49', 'x-ratelimit-resets': inSeconds(25) };

/** The class of an error, whether it is retryable, and its `retryAfter`. */
type ExpectedError = readonly [name: string, isRetryable: boolean, wait?: number];

const badRequest: ExpectedError = ['BadRequestError', false];
const tooLong: ExpectedError = ['ContextLengthExceededError', false];
const authentication: ExpectedError = ['AuthenticationError', false];
const payment: ExpectedError = ['PaymentRequiredError', false];
const permission: ExpectedError = ['PermissionDeniedError', false];
const notFound: ExpectedError = ['NotFoundError', false];
const unprocessable: ExpectedError = ['UnprocessableEntityError', false];
const server: ExpectedError = ['InternalServerError', true];
const unavailable: ExpectedError = ['ServiceUnavailableError', true];

const codes: Readonly<Record<string, ExpectedError>> = {
  INVALID_REQUEST: badRequest,
  INVALID_MODEL: badRequest,
  TOO_MANY_TOKENS: tooLong,
  REQUEST_ID_NOT_FOUND: badRequest,
  INVALID_AUDIO_FORMAT: badRequest,
  INVALID_VIDEO_FORMAT: badRequest,
  INVALID_IMAGE_FORMAT: badRequest,
  INVALID_FILE_SIZE: badRequest,
  CORRUPTED_IMAGE: badRequest,
  IMAGE_TOO_SMALL: badRequest,
  PAYMENT_HEADER_NOT_ACCEPTED: badRequest,
  AUTHENTICATION_FAILED: authentication,
  AUTHENTICATION_FAILED_INACTIVE_KEY: authentication,
  INVALID_API_KEY: authentication,
  PRO_ONLY_MODEL: authentication,
  X402_INVALID_SIGN_IN: authentication,
  X402_SIGN_IN_NONCE_REUSED: authentication,
  INSUFFICIENT_BALANCE: payment,
  API_KEY_DIEM_SPEND_LIMIT_EXCEEDED: payment,
  API_KEY_USD_SPEND_LIMIT_EXCEEDED: payment,
  PAYMENT_REQUIRED: payment,
  UNAUTHORIZED: permission,
  API_ACCESS_DISABLED: permission,
  X402_WALLET_MISMATCH: permission,
  MODEL_PRIVACY_RESTRICTED: permission,
  MODEL_NOT_FOUND: notFound,
  CHARACTER_NOT_FOUND: notFound,
  MEDIA_NOT_FOUND: notFound,
  PAYLOAD_TOO_LARGE: badRequest,
  INVALID_CONTENT_TYPE: badRequest,
  CONTENT_POLICY_VIOLATION: unprocessable,
  IMAGE_TOO_LARGE: unprocessable,
  ASR_UPSTREAM_VALIDATION_FAILED: unprocessable,
  RATE_LIMIT_EXCEEDED: ['RateLimitError', true],
  MODEL_OVERLOADED: ['RateLimitError', true],
  X402_CONCURRENCY_LIMIT: ['RateLimitError', true],
  INFERENCE_FAILED: server,
  UNKNOWN_ERROR: server,
  UPSCALE_FAILED: server,
  IMAGE_EDIT_ERROR: server,
  TEE_ATTESTATION_FAILED: server,
  TEE_SIGNATURE_FAILED: server,
  ASR_UPSTREAM_FAILED: server,
  MODEL_OFFLINE: unavailable,
  MODEL_AT_CAPACITY: unavailable,
  REQUEST_TIMEOUT: server,
};

describe('a documented code', () => {
  it.each(Object.entries(codes))('%s has the class and isRetryable %j', (code, [name, isRetryable]) => {
    const status = documentedCodes.get(code) ?? 0;
    const error = responseError(status, JSON.stringify({ error: 'no', code }));

    expect(error.constructor).toBe(exported[name]);
    expect(error).toMatchObject({ name, status, code, isRetryable });
    expect(error).not.toHaveProperty('retryAfter');
  });

  it('has a row in this table', () => {
    expect(Object.keys(codes)).toEqual([...documentedCodes.keys()]);
  });
});

describe('the error of a response without a code', () => {
  it.each<[string, number, object | string, Readonly<Record<string, string>>, ExpectedError]>([
    ['an invalid request', 400, { error: 'no', details: {}, issues: [] }, counted, badRequest],
    ['a prompt that is too long', 400, { error: { code: 'context_length_exceeded' } }, {}, tooLong],
    ['a rejection by the provider', 400, { error: 'no', request_id: 'r' }, {}, badRequest],
    ['a wrong key', 401, { error: 'no' }, counted, authentication],
    ['no credentials', 402, { x402Version: 2, error: 'no', accepts: [] }, {}, payment],
    ['an empty account', 402, { error: 'no' }, {}, payment],
    ['a region without access', 403, { error: 'no' }, {}, permission],
    ['a page of Cloudflare', 403, '<html><title>no</title></html>', {}, permission],
    ['a conflict', 409, { error: 'no' }, {}, ['ConflictError', false]],
    ['a retired model', 410, { error: 'no' }, {}, ['ModelGoneError', false]],
    ['a violation of the content policy', 422, { error: 'no', suggested_prompt: 'a' }, {}, unprocessable],
    ['requests of a minute', 429, { error: 'no' }, reset, ['RateLimitError', true, 20_000]],
    ['requests of a day', 429, { error: 'no' }, daily, ['RateLimitError', true, 43_200_000]],
    ['tokens of a minute', 429, { error: 'no' }, tokens, ['RateLimitError', true, 10_000]],
    ['a rate limit without a reset time', 429, { error: 'no' }, counted, ['RateLimitError', true]],
    [
      'an overloaded model',
      429,
      { error: 'overloaded' },
      { 'retry-after': '30', ...reset },
      ['RateLimitError', true, 30_000],
    ],
    ['too many failures', 429, { error: blocked }, {}, ['RateLimitError', true, 30_000]],
    ['too many failures, by the counter', 429, { error: 'no' }, budget, ['RateLimitError', true, 30_000]],
    ['a failure of the server', 500, { error: 'no' }, {}, server],
    ['a gateway', 502, '<h1>502</h1>', {}, server],
    [
      'a model at capacity',
      503,
      { error: 'no' },
      { 'retry-after': '5' },
      ['ServiceUnavailableError', true, 5000],
    ],
    ['a model that is offline', 503, { error: 'no' }, {}, unavailable],
    ['an answer that took too long', 504, { error: 'no' }, {}, server],
    ['a request that took too long', 408, '', {}, ['APIError', true]],
    ['a request that came too early', 425, '', {}, ['APIError', true]],
    ['Cloudflare without a server', 521, '', {}, server],
    ['Cloudflare without an answer', 524, '', {}, server],
  ])('has the expected class and wait for %s (%i)', (_, status, body, headers, [name, isRetryable, wait]) => {
    const error = responseError(status, typeof body === 'string' ? body : JSON.stringify(body), headers);

    expect(error.constructor).toBe(exported[name]);
    expect([error.isRetryable, error.retryAfter]).toEqual([isRetryable, wait]);
  });
});

describe('an error inside a stream', () => {
  it.each<[string, string | null, ExpectedError]>([
    ['model_overloaded', 'server_error', ['RateLimitError', true, 7000]],
    ['content_blocked_by_provider', 'content_filter_error', unprocessable],
    ['upstream_error', 'api_error', server],
    ['e2ee_attestation_stale', 'api_error', server],
    ['context_length_exceeded', 'invalid_request_error', tooLong],
    ['INSUFFICIENT_BALANCE', null, payment],
    ['INFERENCE_FAILED', null, server],
    ['UNKNOWN_ERROR', null, server],
    ['TEE_ATTESTATION_FAILED', null, server],
    ['TEE_SIGNATURE_FAILED', null, server],
    ['MODEL_OFFLINE', null, unavailable],
    ['MODEL_AT_CAPACITY', null, unavailable],
    ['REQUEST_TIMEOUT', null, server],
    ['RATE_LIMIT_EXCEEDED', null, ['RateLimitError', true]],
    ['something_new', null, ['APIError', false]],
  ])(
    'with the code %s and the type %s has class, isRetryable and wait %j',
    (code, type, [name, isRetryable, wait]) => {
      const error = frameError({
        error: { message: 'no', code, type, ...(wait && { retry_after: wait / 1000 }) },
      });

      expect(error.constructor).toBe(exported[name]);
      expect(error).toMatchObject({ inBand: true, code });
      expect([error.isRetryable, error.retryAfter]).toEqual([isRetryable, wait]);
    },
  );

  it('is an APIError that is not retryable if it is only a string', () => {
    expect(frameError({ error: 'no' })).toMatchObject({
      name: 'APIError',
      message: expect.stringMatching(/^no/) as unknown,
      isRetryable: false,
    });
  });
});

describe('the error of a response that does not arrive completely', () => {
  const message = 'no';
  it.each<[string, APIConnectionError, boolean]>([
    ['an unknown name', new APIConnectionError({ message, code: 'ENOTFOUND' }), true],
    ['a refused connection', new APIConnectionError({ message, code: 'ECONNREFUSED' }), true],
    ['a reset before the head', new APIConnectionError({ message, code: 'ECONNRESET' }), true],
    [
      'a certificate that is not trusted',
      new APIConnectionError({ message, code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
      false,
    ],
    ['silence before the head', new APITimeoutError({ message, phase: 'headers', limit: 5 }), true],
    ['silence before the first token', new APITimeoutError({ message, phase: 'firstToken', limit: 5 }), true],
    ['a run that took too long', new APITimeoutError({ message, phase: 'total', limit: 5 }), false],
    ['a truncated stream', new TruncatedStreamError({ message }), true],
  ])('because of %s has isRetryable as expected', (_, error, isRetryable) => {
    expect([error.isRetryable, error.retryAfter]).toEqual([isRetryable, undefined]);
  });
});
