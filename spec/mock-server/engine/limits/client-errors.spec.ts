import { namedErrors, type Script } from 'venice-rx/mock-server';

import { apiErrorFromResponse } from '../../../../src/errors/from-response/api-error-from-response.js';
import type { APIError } from '../../../../src/errors/api-error.js';
import type { EngineAnswer } from '../../../../src/mock-server/engine/engine-answer.js';
import { noon, createEngine, type Engine } from '../create-engine.js';

const minute = 60_000;
const hour = 60 * minute;
/** Fields of an invalid request: a temperature is at most 2. */
const bad = { temperature: 3 };

// The requests are sent at 12:00:30, so a minute ends 30 seconds later.
describe('the error of the client for', () => {
  it.each<[string, string, number, Engine, object[]]>([
    ['a request limit', 'limit', 30_000, createEngine({ tier: { requests: 1, tokens: 1000 } }), [{}]],
    ['a token limit', 'limit', 30_000, createEngine({ tier: { requests: 5, tokens: 5 } }), [{}]],
    [
      'a daily limit',
      'limit',
      12 * hour - 30_000,
      createEngine({ tier: { requests: 5, tokens: 1000, requestsPerDay: 1 } }),
      [{}],
    ],
    ['the error budget', 'error-budget', 30_000, createEngine({ errorBudget: { threshold: 2 } }), [bad, bad]],
    [
      'a short error budget',
      'error-budget',
      30_000,
      createEngine({ errorBudget: { threshold: 1, window: 10 } }),
      [bad],
    ],
    [
      'a long error budget',
      'error-budget',
      hour,
      createEngine({ errorBudget: { threshold: 1, window: hour } }),
      [bad],
    ],
    ['the error rate-limit', 'limit', minute, createEngine({}, { script: replyWith('rate-limit') }), []],
    ['the error overloaded', 'overloaded', 30_000, createEngine({}, { script: replyWith('overloaded') }), []],
    [
      'the error error-budget',
      'error-budget',
      30_000,
      createEngine({}, { script: replyWith('error-budget') }),
      [],
    ],
  ])('%s has the reason %s and a retryAfter of %i ms', (_, reason, wait, at, earlierRequests) => {
    for (const fields of earlierRequests) at(noon, fields);

    expect(toClientError(at(noon))).toMatchObject({ name: 'RateLimitError', reason, retryAfter: wait });
  });

  it('an invalid request has the number of failures left in a header, and no retryAfter', () => {
    const error = toClientError(createEngine()(noon, bad));

    expect(error).toMatchObject({ name: 'BadRequestError' });
    expect(error.header('x-ratelimit-remaining')).toBe('19');
    expect(error).not.toHaveProperty('retryAfter');
  });
});

function replyWith(name: keyof typeof namedErrors): Script {
  return [{ reply: namedErrors[name] }];
}

function toClientError(answer: EngineAnswer): APIError {
  const { status, headers } = answer;
  return apiErrorFromResponse({ status, headers, now: noon }, 'body' in answer ? answer.body : '');
}
