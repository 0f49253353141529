import { frameError, responseError } from './answers.js';

const budget = 'Too many failed attempts (> 50) in the last 30 seconds.';

describe('the reason of a 429', () => {
  it.each([
    ['limit', '{"error":"Rate limit exceeded"}', {}],
    ['limit', '{"error":"Rate limit exceeded"}', { 'retry-after': '30' }],
    ['limit', '', {}],
    ['limit', '{"error":"no"}', { 'x-ratelimit-remaining': '49' }],
    ['limit', '{"error":"no"}', { 'x-ratelimit-remaining-requests': '0' }],
    ['overloaded', '{"error":"The model is currently overloaded."}', {}],
    ['overloaded', '{"error":"The model is at capacity."}', {}],
    ['overloaded', '{"error":"no","code":"MODEL_OVERLOADED"}', {}],
    ['overloaded', '{"error":"The model is overloaded."}', { 'x-ratelimit-remaining': '0' }],
    ['error-budget', `{"error":"${budget}"}`, {}],
    ['error-budget', `{"error":{"message":"${budget}"}}`, { 'x-ratelimit-remaining': '3' }],
    ['error-budget', '{"error":"no"}', { 'x-ratelimit-remaining': '0' }],
    ['concurrency', '{"error":"no","code":"X402_CONCURRENCY_LIMIT"}', {}],
    ['concurrency', '{"error":"no","code":"X402_CONCURRENCY_LIMIT"}', { 'x-ratelimit-remaining': '0' }],
  ])('is %s for the body %s with the headers %j', (reason, body, headers) => {
    expect(responseError(429, body, headers)).toMatchObject({ reason });
  });

  it('is also set for an error inside a stream', () => {
    expect(frameError({ error: { message: 'no', code: 'model_overloaded' } })).toMatchObject({
      reason: 'overloaded',
    });
    expect(frameError({ error: { message: 'no', code: 429 } })).toMatchObject({ reason: 'limit' });
  });

  it('is not set for another status', () => {
    expect(responseError(400, `{"error":"${budget}"}`)).not.toHaveProperty('reason');
  });
});
