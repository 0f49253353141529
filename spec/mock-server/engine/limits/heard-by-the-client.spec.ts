import { namedErrors, type Script } from 'venice-rx/mock-server';

import { apiErrorFromResponse } from '../../../../src/errors/from-response/api-error-from-response.js';
import type { APIError } from '../../../../src/errors/api-error.js';
import type { EngineAnswer } from '../../../../src/mock-server/engine/engine-answer.js';
import { noon, talk, type Ask } from '../talk.js';

const minute = 60_000;
const hour = 60 * minute;
const bad = { temperature: 3 };

describe('the client hears, at half past a minute, from', () => {
  it.each<[string, string, number, Ask, object[]]>([
    ['a limit of requests', 'limit', 30_000, talk({ tier: { requests: 1, tokens: 1000 } }), [{}]],
    ['a limit of tokens', 'limit', 30_000, talk({ tier: { requests: 5, tokens: 5 } }), [{}]],
    [
      'a limit of a day',
      'limit',
      12 * hour - 30_000,
      talk({ tier: { requests: 5, tokens: 1000, requestsPerDay: 1 } }),
      [{}],
    ],
    ['the budget of failures', 'error-budget', 30_000, talk({ errorBudget: { threshold: 2 } }), [bad, bad]],
    ['a short budget', 'error-budget', 30_000, talk({ errorBudget: { threshold: 1, window: 10 } }), [bad]],
    ['a long budget', 'error-budget', hour, talk({ errorBudget: { threshold: 1, window: hour } }), [bad]],
    ['the error rate-limit', 'limit', minute, talk({}, { script: saying('rate-limit') }), []],
    ['the error overloaded', 'overloaded', 30_000, talk({}, { script: saying('overloaded') }), []],
    ['the error error-budget', 'error-budget', 30_000, talk({}, { script: saying('error-budget') }), []],
  ])('%s the reason %s and to wait for %i ms', (_, reason, wait, at, before) => {
    for (const fields of before) at(noon, fields);

    expect(heard(at(noon))).toMatchObject({ name: 'RateLimitError', reason, retryAfter: wait });
  });

  it('a failure of its own how many are left, and no wait', () => {
    const error = heard(talk()(noon, bad));

    expect(error).toMatchObject({ name: 'BadRequestError' });
    expect(error.header('x-ratelimit-remaining')).toBe('19');
    expect(error).not.toHaveProperty('retryAfter');
  });
});

function saying(name: keyof typeof namedErrors): Script {
  return [{ reply: namedErrors[name] }];
}

function heard(answer: EngineAnswer): APIError {
  const { status, headers } = answer;
  return apiErrorFromResponse({ status, headers, now: noon }, 'body' in answer ? answer.body : '');
}
