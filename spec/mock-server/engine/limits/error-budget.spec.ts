import { ErrorBudget } from '../../../../src/mock-server/engine/limits/error-budget.js';
import type { Script } from '../../../../src/mock-server/engine/script.js';
import { getMessage, noon, talk, type Ask } from '../talk.js';

/** Wrong in itself, and asking for what the model cannot do. */
const bad = { temperature: 3 };
const unsupported = { model: 'default', logprobs: true };

const headers = { 'content-type': 'application/json' };
const plainText = { headers: { 'content-type': 'text/plain' } };
const right = { headers: { ...headers, authorization: 'Bearer right' } };
const wrong = { headers: { ...headers, authorization: 'Bearer wrong' } };

describe('the budget of failures', () => {
  it('refuses everything after twenty failures in thirty seconds, for thirty seconds', () => {
    const at = talk();
    repeat(20, (index) => expect(at(noon + index, bad).status).toBe(400));

    const refused = at(noon + 100);
    expect(refused.status).toBe(429);
    expect(getMessage(refused)).toMatch(/^Too many failed attempts/);
    expect(refused.headers).toMatchObject({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-resets': String(noon + 19 + 30_000),
    });
    expect(at(noon + 30_018).status).toBe(429);
    expect(at(noon + 30_019).status).toBe(200);
  });

  it('forgives what lies thirty seconds back', () => {
    const at = talk();
    repeat(19, () => at(noon, bad));
    repeat(19, () => at(noon + 30_000, bad));

    expect(at(noon + 30_000).status).toBe(200);
  });

  it('starts again after a block', () => {
    const at = talk();
    repeat(20, () => at(noon, bad));
    repeat(19, () => at(noon + 30_000, bad));

    expect(at(noon + 30_000).headers['x-ratelimit-remaining']).toBe('1');
  });

  it('is not prolonged by what is refused because of it', () => {
    const at = talk();
    repeat(20, () => at(noon, bad));
    repeat(50, () => at(noon + 29_999, bad));

    expect(at(noon + 30_000).status).toBe(200);
  });

  it('is told in the headers of every answer to a known caller, of the failure itself too', () => {
    const at = talk();
    const told = { 'x-ratelimit-remaining': '19', 'x-ratelimit-resets': String(noon + 30_000) };

    expect(at(noon, bad).headers).toMatchObject(told);
    expect(at(noon + 10).headers).toMatchObject(told);
  });

  it.each<[string, object, string]>([
    ['a key', {}, 'Bearer other'],
    ['a model', { model: 'kimi-k3' }, 'Bearer right'],
    ['a user', { user: 'maren' }, 'Bearer right'],
  ])('counts each %s by itself', (_, fields, authorization) => {
    const at = talk({ errorBudget: { threshold: 1 } });
    at(noon, bad, right);

    expect(at(noon, {}, right).status).toBe(429);
    expect(at(noon, fields, { headers: { ...headers, authorization } }).status).toBe(200);
  });

  it.each([
    ['another threshold', { threshold: 2 }, 2],
    ['no end', false, undefined],
  ] as const)('can have %s', (_, errorBudget, allowed) => {
    const at = talk({ errorBudget });
    repeat(allowed ?? 50, () => expect(at(noon, bad).status).toBe(400));

    expect(at(noon).status).toBe(allowed === undefined ? 200 : 429);
  });

  it('forgets callers who have not failed within the window, however many there are', () => {
    const budget = new ErrorBudget(2, 100);
    repeat(10_000, (index) => {
      budget.add(`user ${index}`, noon + index);
      budget.add('again and again', noon + index);
    });

    expect(budget.size).toBe(101);
    expect(budget.state('user 9900', noon + 9_999)).toEqual({ remaining: 1, resets: noon + 10_000 });
    expect(budget.blockedUntil('again and again', noon + 10_000)).toBe(noon + 10_099);
  });

  it('can have another window', () => {
    const at = talk({ errorBudget: { threshold: 1, window: 100 } });
    at(noon, bad);

    expect([at(noon + 99).status, at(noon + 100).status]).toEqual([429, 200]);
  });
});

describe('what counts', () => {
  const gone: Script = [{ reply: { status: 404, body: { error: 'gone' } } }];
  const limited = { tier: { requests: 0, tokens: 1000 } };

  it.each<[string, number, Ask, Parameters<Ask>]>([
    ['a wrong key', 401, talk({}, { apiKey: 'right' }), [noon, {}, wrong]],
    ['a request that fits no schema', 400, talk(), [noon, bad]],
    ['an unknown model', 404, talk(), [noon, { model: 'unknown' }]],
    ['a prompt that is too long', 400, talk(), [noon, longPrompt()]],
    ['an error of the script', 404, talk({}, { script: gone }), [noon]],
  ])('is %s, %i', (_, status, at, [, fields, request]) => {
    repeat(20, () => expect(at(noon, fields, request).status).toBe(status));

    expect(at(noon, fields, request).status).toBe(429);
  });

  it.each<[string, number, Ask, Parameters<Ask>]>([
    ['a request without credentials', 402, talk({}, { apiKey: 'right' }), [noon]],
    ['another content type', 400, talk(), [noon, {}, plainText]],
    ['a body that is not JSON', 400, talk(), [noon, {}, { body: '{' }]],
    ['a body that is too large', 413, talk(), [noon, {}, { body: null }]],
    ['a rate limit', 429, talk(limited), [noon]],
    ['an overloaded model', 429, talk({}, { script: failing(429) }), [noon]],
    ['a failure of the server', 500, talk({}, { script: failing(500) }), [noon]],
    ['an error that x-fault asks for', 404, talk(), [noon, {}, fault('http=model-not-found')]],
  ])('is not %s, %i', (_, status, at, [, fields, request]) => {
    repeat(30, () => expect(at(noon, fields, request).status).toBe(status));

    expect(getMessage(at(noon, fields, request))).not.toMatch(/^Too many failed attempts/);
  });
});

describe('the budget of wishes that a model cannot fulfil', () => {
  const rejecting: Script = [{ reply: { status: 400, body: { error: 'no', request_id: 'r' } } }];

  it.each([
    ['what the model cannot do', talk(), unsupported],
    ['what its provider rejects', talk({}, { script: rejecting }), {}],
  ])('counts %s, and refuses everything after two hundred', (_, at, fields) => {
    repeat(200, () => expect(at(noon, fields).status).toBe(400));

    const refused = at(noon + 1, fields);
    expect(refused).toMatchObject({ status: 429, headers: { 'x-ratelimit-remaining': '0' } });
    expect(getMessage(refused)).toMatch(/^Too many failed attempts/);
    expect(at(noon + 30_000, fields).status).toBe(400);
  });

  it('leaves the other budget as it is', () => {
    const at = talk();
    repeat(100, () => at(noon, unsupported));
    repeat(19, () => at(noon, bad));

    expect(at(noon).headers['x-ratelimit-remaining']).toBe('1');
  });

  it('can have another threshold', () => {
    const at = talk({ errorBudget: { unsupportedThreshold: 2 } });
    repeat(2, () => at(noon, unsupported));

    expect(at(noon).status).toBe(429);
  });
});

function repeat(times: number, act: (index: number) => unknown): void {
  for (let index = 0; index < times; index++) act(index);
}

function failing(status: number): Script {
  return [{ reply: { status, body: { error: 'no' } } }];
}

function fault(text: string): { headers: Record<string, string> } {
  return { headers: { ...headers, 'x-fault': text } };
}

function longPrompt(): object {
  return { model: 'llama-3.2-3b', messages: [{ role: 'user', content: 'a '.repeat(130_000) }] };
}
