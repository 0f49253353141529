import { ErrorBudget } from '../../../../src/mock-server/engine/limits/error-budget.js';
import type { Script } from '../../../../src/mock-server/engine/script.js';
import { getMessage, noon, createEngine, type Engine } from '../create-engine.js';

/** Fields of an invalid request: a temperature is at most 2. */
const bad = { temperature: 3 };
/** Fields of a request that the model does not support. */
const unsupported = { model: 'default', logprobs: true };

const headers = { 'content-type': 'application/json' };
const plainText = { headers: { 'content-type': 'text/plain' } };
const right = { headers: { ...headers, authorization: 'Bearer right' } };
const wrong = { headers: { ...headers, authorization: 'Bearer wrong' } };

describe('the error budget', () => {
  it('rejects all requests for 30 seconds after 20 failures in 30 seconds', () => {
    const at = createEngine();
    repeat(20, (index) => expect(at(noon + index, bad).status).toBe(400));

    const rejected = at(noon + 100);
    expect(rejected.status).toBe(429);
    expect(getMessage(rejected)).toMatch(/^Too many failed attempts/);
    expect(rejected.headers).toMatchObject({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-resets': String(noon + 19 + 30_000),
    });
    expect(at(noon + 30_018).status).toBe(429);
    expect(at(noon + 30_019).status).toBe(200);
  });

  it('does not count failures older than 30 seconds', () => {
    const at = createEngine();
    repeat(19, () => at(noon, bad));
    repeat(19, () => at(noon + 30_000, bad));

    expect(at(noon + 30_000).status).toBe(200);
  });

  it('starts at zero after a block', () => {
    const at = createEngine();
    repeat(20, () => at(noon, bad));
    repeat(19, () => at(noon + 30_000, bad));

    expect(at(noon + 30_000).headers['x-ratelimit-remaining']).toBe('1');
  });

  it('does not count requests that are rejected during a block', () => {
    const at = createEngine();
    repeat(20, () => at(noon, bad));
    repeat(50, () => at(noon + 29_999, bad));

    expect(at(noon + 30_000).status).toBe(200);
  });

  it('is reported in the headers of later answers and of the failure itself', () => {
    const at = createEngine();
    const expected = { 'x-ratelimit-remaining': '19', 'x-ratelimit-resets': String(noon + 30_000) };

    expect(at(noon, bad).headers).toMatchObject(expected);
    expect(at(noon + 10).headers).toMatchObject(expected);
  });

  it.each<[string, object, string]>([
    ['each key', {}, 'Bearer other'],
    ['each model', { model: 'kimi-k3' }, 'Bearer right'],
    ['each user', { user: 'maren' }, 'Bearer right'],
  ])('counts the failures of %s separately', (_, fields, authorization) => {
    const at = createEngine({ errorBudget: { threshold: 1 } });
    at(noon, bad, right);

    expect(at(noon, {}, right).status).toBe(429);
    expect(at(noon, fields, { headers: { ...headers, authorization } }).status).toBe(200);
  });

  it.each([
    ['another threshold', { threshold: 2 }, 2],
    ['no threshold', false, undefined],
  ] as const)('can have %s', (_, errorBudget, allowed) => {
    const at = createEngine({ errorBudget });
    repeat(allowed ?? 50, () => expect(at(noon, bad).status).toBe(400));

    expect(at(noon).status).toBe(allowed === undefined ? 200 : 429);
  });

  it('forgets callers without a failure in the window', () => {
    const budget = new ErrorBudget(2, 100);
    repeat(10_000, (index) => {
      budget.add(`user ${index}`, noon + index);
      budget.add('frequent user', noon + index);
    });

    expect(budget.size).toBe(101);
    expect(budget.getState('user 9900', noon + 9_999)).toEqual({ remaining: 1, resets: noon + 10_000 });
    expect(budget.blockedUntil('frequent user', noon + 10_000)).toBe(noon + 10_099);
  });

  it('can have another window', () => {
    const at = createEngine({ errorBudget: { threshold: 1, window: 100 } });
    at(noon, bad);

    expect([at(noon + 99).status, at(noon + 100).status]).toEqual([429, 200]);
  });
});

describe('the error budget for failures', () => {
  const notFound: Script = [{ reply: { status: 404, body: { error: 'not found' } } }];
  const limited = { tier: { requests: 0, tokens: 1000 } };

  it.each<[string, number, Engine, Parameters<Engine>]>([
    ['a wrong key', 401, createEngine({}, { apiKey: 'right' }), [noon, {}, wrong]],
    ['an invalid request', 400, createEngine(), [noon, bad]],
    ['an unknown model', 404, createEngine(), [noon, { model: 'unknown' }]],
    ['a prompt that is too long', 400, createEngine(), [noon, longPrompt()]],
    ['an error of the script', 404, createEngine({}, { script: notFound }), [noon]],
  ])('counts %s, %i', (_, status, at, [, fields, request]) => {
    repeat(20, () => expect(at(noon, fields, request).status).toBe(status));

    expect(at(noon, fields, request).status).toBe(429);
  });

  it.each<[string, number, Engine, Parameters<Engine>]>([
    ['a request without credentials', 402, createEngine({}, { apiKey: 'right' }), [noon]],
    ['another content type', 400, createEngine(), [noon, {}, plainText]],
    ['a body that is not JSON', 400, createEngine(), [noon, {}, { body: '{' }]],
    ['a body that is too large', 413, createEngine(), [noon, {}, { body: null }]],
    ['a rate limit', 429, createEngine(limited), [noon]],
    ['an overloaded model', 429, createEngine({}, { script: failing(429) }), [noon]],
    ['a failure of the server', 500, createEngine({}, { script: failing(500) }), [noon]],
    ['an error of x-fault', 404, createEngine(), [noon, {}, fault('http=model-not-found')]],
  ])('does not count %s, %i', (_, status, at, [, fields, request]) => {
    repeat(30, () => expect(at(noon, fields, request).status).toBe(status));

    expect(getMessage(at(noon, fields, request))).not.toMatch(/^Too many failed attempts/);
  });
});

describe('the budget for unsupported requests', () => {
  const rejecting: Script = [{ reply: { status: 400, body: { error: 'no', request_id: 'r' } } }];

  it.each([
    ['requests for a missing capability', createEngine(), unsupported],
    ['requests that the provider rejects', createEngine({}, { script: rejecting }), {}],
  ])('counts %s, and rejects all requests after 200', (_, at, fields) => {
    repeat(200, () => expect(at(noon, fields).status).toBe(400));

    const rejected = at(noon + 1, fields);
    expect(rejected).toMatchObject({ status: 429, headers: { 'x-ratelimit-remaining': '0' } });
    expect(getMessage(rejected)).toMatch(/^Too many failed attempts/);
    expect(at(noon + 30_000, fields).status).toBe(400);
  });

  it('does not change the budget for failures', () => {
    const at = createEngine();
    repeat(100, () => at(noon, unsupported));
    repeat(19, () => at(noon, bad));

    expect(at(noon).headers['x-ratelimit-remaining']).toBe('1');
  });

  it('can have another threshold', () => {
    const at = createEngine({ errorBudget: { unsupportedThreshold: 2 } });
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
