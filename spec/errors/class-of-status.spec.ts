import * as package_ from 'venice-rx';
import { APIError, InternalServerError, RateLimitError, ServiceUnavailableError } from 'venice-rx';
import { frameError, responseError } from './answers.js';

const exported: Readonly<Record<string, unknown>> = package_;

describe('the error of a response', () => {
  it.each([
    [400, 'BadRequestError', false],
    [401, 'AuthenticationError', false],
    [402, 'PaymentRequiredError', false],
    [403, 'PermissionDeniedError', false],
    [404, 'NotFoundError', false],
    [405, 'APIError', false],
    [408, 'APIError', true],
    [409, 'ConflictError', false],
    [410, 'ModelGoneError', false],
    [413, 'BadRequestError', false],
    [415, 'BadRequestError', false],
    [422, 'UnprocessableEntityError', false],
    [425, 'APIError', true],
    [429, 'RateLimitError', true],
    [451, 'APIError', false],
    [500, 'InternalServerError', true],
    [501, 'InternalServerError', false],
    [502, 'InternalServerError', true],
    [503, 'ServiceUnavailableError', true],
    [504, 'InternalServerError', true],
    [505, 'InternalServerError', false],
    [520, 'InternalServerError', true],
    [524, 'InternalServerError', true],
    [530, 'InternalServerError', true],
  ])('with status %i is a %s with isRetryable %s', (status, name, isRetryable) => {
    const error = responseError(status, '{"error":"no"}');

    expect(error.constructor).toBe(exported[name]);
    expect(error).toMatchObject({ name, status, isRetryable, inBand: false, message: `${status} no` });
  });

  // Browsers report a redirect as status 0.
  it.each([0, 301, 307, 308])('with status %i reports a redirect', (status) => {
    expect(responseError(status, '')).toMatchObject({
      name: 'APIError',
      status,
      isRetryable: false,
      message: `${status} a redirect, which is not followed`,
    });
  });

  it('with status 503 is an instance of ServiceUnavailableError, InternalServerError and APIError', () => {
    const error = responseError(503);

    expect(error).toBeInstanceOf(ServiceUnavailableError);
    expect(error).toBeInstanceOf(InternalServerError);
    expect(error).toBeInstanceOf(APIError);
  });

  it('with status 429 is not retryable if a quota is used up', () => {
    const error = responseError(429, '{"error":{"message":"no","code":"insufficient_quota"}}');

    expect(error).toBeInstanceOf(RateLimitError);
    expect(error.isRetryable).toBe(false);
  });

  it('does not repeat the status in its message if the body begins with the status', () => {
    expect(responseError(502, '502 Bad Gateway').message).toBe('502 Bad Gateway');
  });

  it.each([
    [{ 'cf-ray': '8f01-OSL', 'x-request-id': 'r-1' }, '8f01-OSL'],
    [{ 'x-request-id': 'r-1' }, 'r-1'],
  ])('with the headers %j has the requestId %s', (headers, requestId) => {
    for (const error of [responseError(500, '', headers), frameError('', headers)]) {
      expect(error.requestId).toBe(requestId);
      expect(error.header('X-Request-ID')).toBe('r-1');
    }
  });

  it('without such headers has no requestId', () => {
    expect(responseError(500)).not.toHaveProperty('requestId');
  });
});

describe('an error inside a stream', () => {
  it.each([
    ['model_overloaded', 'server_error', 'RateLimitError', true],
    ['MODEL_OVERLOADED', null, 'RateLimitError', true],
    ['rate_limit_exceeded', null, 'RateLimitError', true],
    [null, 'rate_limit_error', 'RateLimitError', true],
    ['insufficient_quota', null, 'RateLimitError', false],
    ['content_blocked_by_provider', 'content_filter_error', 'UnprocessableEntityError', false],
    [null, 'content_filter_error', 'UnprocessableEntityError', false],
    ['CONTENT_POLICY_VIOLATION', null, 'UnprocessableEntityError', false],
    ['context_length_exceeded', 'invalid_request_error', 'ContextLengthExceededError', false],
    ['something_else', 'invalid_request_error', 'BadRequestError', false],
    ['invalid_api_key', null, 'AuthenticationError', false],
    [null, 'authentication_error', 'AuthenticationError', false],
    [null, 'permission_error', 'PermissionDeniedError', false],
    ['model_not_found', 'invalid_request_error', 'NotFoundError', false],
    [null, 'not_found_error', 'NotFoundError', false],
    [null, 'overloaded_error', 'ServiceUnavailableError', true],
    ['upstream_error', 'api_error', 'InternalServerError', true],
    ['e2ee_attestation_stale', 'api_error', 'InternalServerError', true],
    [null, 'server_error', 'InternalServerError', true],
    [400, null, 'BadRequestError', false],
    ['404', null, 'NotFoundError', false],
    [429, null, 'RateLimitError', true],
    [502, null, 'InternalServerError', true],
    [503, 'server_error', 'ServiceUnavailableError', true],
    [200, null, 'APIError', false],
    // FastChat's codes have five digits, and begin with a status from 400 to 599. Other numbers are unknown codes.
    [40012, null, 'BadRequestError', false],
    ['50001', null, 'InternalServerError', true],
    [400_123, null, 'APIError', false],
    [60_001, null, 'APIError', false],
    [null, 'BadRequestError', 'BadRequestError', false],
    ['InvalidApiKey', null, 'AuthenticationError', false],
    ['RESOURCE_EXHAUSTED', null, 'RateLimitError', true],
    [18, 'Too Many Requests', 'RateLimitError', true],
    ['ServiceUnavailable', null, 'ServiceUnavailableError', true],
    ['something_else', 'something_else', 'APIError', false],
    [null, null, 'APIError', false],
  ])('with the code %j and the type %j is a %s with isRetryable %s', (code, type, name, isRetryable) => {
    const error = frameError({ error: { message: 'no', code, type } });

    expect(error.constructor).toBe(exported[name]);
    expect(error).toMatchObject({
      name,
      message: 'no (in an answer with status 200)',
      code: code === null ? null : String(code),
      inBand: true,
      isRetryable,
    });
  });
});
