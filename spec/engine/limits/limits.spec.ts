import { answer } from '../../../src/engine/answer.js';
import type { EngineAnswer } from '../../../src/engine/engine-answer.js';
import { createMeters, type LimitOptions } from '../../../src/engine/limits/meters.js';
import type { ChatCompletionRequest } from '../../../src/wire/chat-completion-request.js';
import { context, httpRequest, question } from '../question.js';

const noon = Date.UTC(2026, 9, 1, 12, 0, 30);
const bad = { temperature: 3 };

describe('the limits of a tier', () => {
  it.each([
    ['XS', 500],
    ['S', 75],
    ['M', 50],
    ['L', 20],
  ] as const)('let %s make so many requests to a model in a minute', (tier, allowed) => {
    const at = talk({ tier });
    for (let i = 0; i < allowed; i++) expect(at(noon).status).toBe(200);

    expect(at(noon)).toMatchObject({
      status: 429,
      headers: {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': String(noon + 30_000),
        'x-ratelimit-type': 'user',
      },
    });
    expect(at(noon, { model: 'kimi-k3' }).status).toBe(200);
    expect(at(noon + 30_000).status).toBe(200);
  });

  it('count the tokens of prompts and answers too', () => {
    const at = talk({ tier: { requests: 10, tokens: 10 } });

    expect(at(noon).headers['x-ratelimit-remaining-tokens']).toBe('0');
    expect(at(noon).status).toBe(429);
    expect(at(noon + 30_000).status).toBe(200);
  });

  it('do not count what they refuse as failures', () => {
    const at = talk({ tier: { requests: 1, tokens: 1000 }, failureBudget: { threshold: 2 } });
    at(noon);
    for (let i = 0; i < 5; i++) expect(messageOf(at(noon))).toBe('Rate limit exceeded');
  });
});

describe('the budget of failures', () => {
  it('refuses everything after twenty failures in thirty seconds, for thirty seconds', () => {
    const at = talk();
    for (let i = 0; i < 20; i++) expect(at(noon + i, bad).status).toBe(400);

    const refused = at(noon + 100);
    expect(refused.status).toBe(429);
    expect(messageOf(refused)).toMatch(/^Too many failed attempts/);
    expect(refused.headers).toMatchObject({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-resets': String(noon + 19 + 30_000),
    });
    expect(at(noon + 30_018).status).toBe(429);
    expect(at(noon + 30_019).status).toBe(200);
  });

  it('forgets failures after thirty seconds', () => {
    const at = talk();
    for (let i = 0; i < 19; i++) at(noon, bad);
    for (let i = 0; i < 19; i++) at(noon + 30_000, bad);

    expect(at(noon + 30_000).status).toBe(200);
  });

  it('is told in the headers of answers', () => {
    const at = talk();
    at(noon, bad);

    expect(at(noon + 10).headers).toMatchObject({
      'x-ratelimit-remaining': '19',
      'x-ratelimit-resets': String(noon + 30_000),
    });
  });

  it('counts each model and user by itself, and has a threshold of its own where wanted', () => {
    const at = talk({ failureBudget: { threshold: 1 } });
    at(noon, bad);

    expect(at(noon).status).toBe(429);
    expect(at(noon, { model: 'kimi-k3' }).status).toBe(200);
    expect(at(noon, { user: 'maren' }).status).toBe(200);
  });

  it('can be without end', () => {
    const at = talk({ failureBudget: false });
    for (let i = 0; i < 50; i++) at(noon, bad);

    expect(at(noon).status).toBe(200);
  });
});

/** An engine that remembers; asks it at a time. */
function talk(
  options?: LimitOptions,
): (now: number, fields?: Partial<ChatCompletionRequest>) => EngineAnswer {
  const meters = createMeters(options);
  return (now, fields) => answer(httpRequest(question(fields)), context({ meters, now }));
}

function messageOf(result: EngineAnswer): string {
  return (JSON.parse('body' in result ? result.body : '{}') as { error: string }).error;
}
