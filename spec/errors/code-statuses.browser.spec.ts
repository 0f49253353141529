import { statusOfCode } from '../../src/errors/from-response/code-statuses.browser.js';
import { statusOfCode as statusInLists } from '../../src/errors/from-response/code-statuses.js';
import { parseDuration } from '../../src/errors/from-response/duration.browser.js';

const noBody = { body: null, message: '', retryAfter: null };

describe('statusOfCode of browsers', () => {
  it.each([
    'invalid_request_error',
    'context_length_exceeded',
    'authentication_error',
    'invalid_api_key',
    'INSUFFICIENT_BALANCE',
    'permission_denied',
    'model_not_found',
    'content_policy_violation',
    'insufficient_quota',
    'model_overloaded',
    'rate_limit_exceeded',
    'RESOURCE_EXHAUSTED',
    'api_error',
    'server_error',
    'INFERENCE_FAILED',
    'TEE_ATTESTATION_FAILED',
    'MODEL_AT_CAPACITY',
    'overloaded_error',
    'DEADLINE_EXCEEDED',
    'timeout',
    '429',
    '40303',
  ])('is that of everywhere for %s', (code) => {
    const body = { ...noBody, code, type: null };

    expect(statusOfCode(body)).toBeGreaterThan(0);
    expect(statusOfCode(body)).toBe(statusInLists(body));
  });

  it('uses the type if the code is unknown, and is 0 if both are', () => {
    expect(statusOfCode({ ...noBody, code: 'x', type: 'server_error' })).toBe(500);
    expect(statusOfCode({ ...noBody, code: null, type: 'odd' })).toBe(0);
  });
});

describe('parseDuration of browsers', () => {
  it.each([
    ['7.66s', 7660],
    [' 120ms', 120],
    ['6m0s', undefined],
    ['12', undefined],
  ])('reads %j', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });
});
