import type { LimitOptions } from '../../../../src/mock-server/engine/limits/meters.js';
import type { Tier } from '../../../../src/mock-server/engine/limits/tier.js';
import { getMessage, noon, createEngine } from '../create-engine.js';

const midnight = Date.UTC(2026, 9, 2);
const endOfMinute = noon + 30_000;

describe('the limits of a model', () => {
  it.each<[Tier, number, number]>([
    ['XS', 500, 1_000_000],
    ['S', 75, 750_000],
    ['M', 50, 750_000],
    ['L', 20, 500_000],
    ['partner-XS', 500, 2_000_000],
    ['partner-S', 150, 1_500_000],
    ['partner-M', 100, 1_500_000],
    ['partner-L', 60, 1_000_000],
  ])('are in tier %s %i requests and %i tokens per minute', (tier, requests, tokens) => {
    const at = createEngine({ tier });
    expect(at(noon).headers).toMatchObject({
      'x-ratelimit-limit-requests': String(requests),
      'x-ratelimit-limit-tokens': String(tokens),
    });
    for (let i = 1; i < requests; i++) expect(at(noon).status).toBe(200);

    expect(at(noon).status).toBe(429);
    expect(at(noon, { model: 'kimi-k3' }).status).toBe(200);
    expect(at(endOfMinute).status).toBe(200);
  });

  it.each<[string, LimitOptions['tier'], 'requests' | 'tokens', number]>([
    ['requests in a minute', { requests: 1, tokens: 1000 }, 'requests', endOfMinute],
    ['tokens in a minute', { requests: 10, tokens: 10 }, 'tokens', endOfMinute],
    ['requests in a day', { requests: 10, tokens: 1000, requestsPerDay: 1 }, 'requests', midnight],
    [
      'requests in a minute and in a day',
      { requests: 1, tokens: 1000, requestsPerDay: 1 },
      'requests',
      midnight,
    ],
  ])('reject requests, and send the reset time, when they are used up: %s', (_, tier = 'M', unit, reset) => {
    const at = createEngine({ tier });
    at(noon);

    const rejected = at(noon);
    expect(getMessage(rejected)).toBe('Rate limit exceeded');
    expect(rejected).toMatchObject({
      status: 429,
      headers: {
        [`x-ratelimit-remaining-${unit}`]: '0',
        [`x-ratelimit-reset-${unit}`]: String(reset),
        'x-ratelimit-type': 'user',
      },
    });
    expect(at(reset - 1).status).toBe(429);
    expect(at(reset).status).toBe(200);
  });

  it('report the minute while the day has more requests left', () => {
    const at = createEngine({ tier: { requests: 5, tokens: 1000, requestsPerDay: 100 } });

    expect(at(noon).headers).toMatchObject({
      'x-ratelimit-limit-requests': '5',
      'x-ratelimit-remaining-requests': '4',
      'x-ratelimit-reset-requests': String(endOfMinute),
    });
  });

  it('do not count invalid requests, nor requests that were rejected because of a limit', () => {
    const at = createEngine({ tier: { requests: 2, tokens: 1000 } });
    for (let i = 0; i < 5; i++) at(noon, { temperature: 3 });
    at(noon);

    expect(at(noon).headers['x-ratelimit-remaining-requests']).toBe('0');
    for (let i = 0; i < 5; i++) expect(at(noon).status).toBe(429);
    expect(at(endOfMinute).headers['x-ratelimit-remaining-requests']).toBe('1');
  });

  it('are off by default, and then the headers report only requests', () => {
    const at = createEngine();
    for (let i = 0; i < 100; i++) at(noon);

    expect(at(noon)).toMatchObject({ status: 200, headers: { 'x-ratelimit-remaining-requests': '49' } });
    expect(at(noon).headers).not.toHaveProperty('x-ratelimit-remaining-tokens');
  });
});

describe('GET /api_keys/rate_limits', () => {
  const route = { method: 'GET', path: '/api/v1/api_keys/rate_limits', body: '' };

  it.each<[LimitOptions['tier'], object[]]>([
    [undefined, [rate('RPM', 50), rate('TPM', 750_000)]],
    ['L', [rate('RPM', 20), rate('TPM', 500_000)]],
    [{ requests: 1, tokens: 2, requestsPerDay: 3 }, [rate('RPM', 1), rate('RPD', 3), rate('TPM', 2)]],
  ])('lists the limits of each model under the tier %j', (tier, rateLimits) => {
    const result = createEngine(tier === undefined ? {} : { tier })(noon, {}, route);
    const { data } = JSON.parse('body' in result ? result.body : '') as { data: object };

    expect(data).toMatchObject({
      accessPermitted: true,
      apiTier: { id: 'paid', isCharged: true },
      balances: { USD: 25, DIEM: 0 },
      nextEpochBegins: new Date(midnight).toISOString(),
    });
    expect(data).toHaveProperty('rateLimits.0', { apiModelId: 'zai-org-glm-5-2', rateLimits });
  });

  it('requires the key', () => {
    expect(createEngine({}, { apiKey: 'right' })(noon, {}, route).status).toBe(402);
  });
});

function rate(type: string, amount: number): object {
  return { type, amount };
}
