import { type Model, type UsageRecord, estimateCost } from 'venice-rx';

const pricing = {
  input: { usd: 2, diem: 20 },
  output: { usd: 8, diem: 80 },
  cache_input: { usd: 1, diem: 10 },
};
const models: readonly Model[] = [
  { id: 'free' },
  { id: 'big', model_spec: { traits: ['default'], pricing } },
  { id: 'odd', model_spec: { pricing: {} } },
];
const entry: UsageRecord = {
  operation: 'chat.completions',
  tags: {},
  model: 'default',
  answeredBy: 'big',
  startedAt: 0,
  duration: 5,
  outcome: 'completed',
  attempts: 1,
  parts: 3,
  isEstimated: false,
};
const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };

describe('estimateCost', () => {
  it('returns a record with a bill of the server unchanged', () => {
    const billed = { ...entry, usage, cost: { usd: 0.1, diem: 0 } };

    expect(estimateCost(billed, models)).toBe(billed);
  });

  it('multiplies the token counts of the server by the prices, lower ones for cached tokens', () => {
    const cached = { ...usage, prompt_tokens_details: { cached_tokens: 500 } };

    expect(estimateCost({ ...entry, usage }, models)).toMatchObject({
      cost: { usd: (1000 * 2 + 100 * 8) / 1e6, diem: (1000 * 20 + 100 * 80) / 1e6 },
      isEstimated: true,
    });
    expect(estimateCost({ ...entry, usage: cached }, models).cost?.usd).toBe(
      (500 * 2 + 500 * 1 + 100 * 8) / 1e6,
    );
  });

  const claude = {
    input: { usd: 5, diem: 5 },
    output: { usd: 25, diem: 25 },
    cache_input: { usd: 0.5, diem: 0.5 },
    cache_write: { usd: 6.25, diem: 6.25 },
    extended: {
      context_token_threshold: 200_000,
      input: { usd: 10, diem: 10 },
      output: { usd: 37.5, diem: 37.5 },
      cache_input: { usd: 1, diem: 1 },
      cache_write: { usd: 12.5, diem: 12.5 },
    },
  };
  const { cache_input: _cached, cache_write: _written, ...plain } = claude;
  const details = (cached_tokens: number, cache_creation_input_tokens: number): object => ({
    prompt_tokens_details: { cached_tokens, cache_creation_input_tokens },
  });

  it.each([
    ['of a prompt at the threshold', claude, 200_000, 10_000, {}, 200_000 * 5 + 10_000 * 25],
    ['of a prompt above the threshold, for the whole request', claude, 300_000, 10_000, {}, 3.375e6],
    ['of tokens that are written to the cache', claude, 100_000, 0, details(0, 100_000), 0.625e6],
    [
      'of tokens read from and written to the cache',
      claude,
      1000,
      10,
      details(300, 200),
      500 * 5 + 300 * 0.5 + 200 * 6.25 + 250,
    ],
    [
      'of cached and written tokens above the threshold',
      claude,
      400_000,
      0,
      details(1e5, 2e5),
      1e6 + 1e5 + 2.5e6,
    ],
    [
      'of the input for tokens written to the cache, if there is no cache price',
      plain,
      1000,
      0,
      details(0, 400),
      5000,
    ],
    [
      'of cache counts named as in the API of Anthropic',
      claude,
      1000,
      0,
      { cache_read_input_tokens: 300, cache_creation_input_tokens: 200 },
      500 * 5 + 300 * 0.5 + 200 * 6.25,
    ],
    [
      'of a prompt above the threshold only together with its cached tokens, which prompt_tokens excludes',
      claude,
      10,
      0,
      details(150_000, 100_000),
      10 * 10 + 150_000 * 1 + 100_000 * 12.5,
    ],
  ])('applies the price %s', (_name, prices, prompt_tokens, completion_tokens, more, millionths) => {
    const counted = { prompt_tokens, completion_tokens, total_tokens: 0, ...more };
    const list = [{ id: 'big', model_spec: { pricing: prices } }];

    expect(estimateCost({ ...entry, usage: counted }, list).cost?.usd).toBeCloseTo(millionths / 1e6, 10);
  });

  it('estimates from characters and chunks without token counts', () => {
    const { answeredBy: _answeredBy, ...unanswered } = entry;
    const cancelled = { ...unanswered, outcome: 'cancelled', promptCharacters: 400, parts: 7 } as const;

    expect(estimateCost(cancelled, models).cost?.usd).toBe((100 * 2 + 7 * 8) / 1e6);
  });

  it('estimates from chunks if the usage has no prompt or completion count', () => {
    const odd = { ...entry, usage: { total_tokens: 9 } as never, parts: 7 };

    expect(estimateCost(odd, models).cost?.usd).toBe((7 * 8) / 1e6);
  });

  it.each<[string, Partial<UsageRecord>]>([
    ['failed before its first output', { outcome: 'failed', parts: 0, promptCharacters: 400 }],
    ['was never sent', { outcome: 'cancelled', attempts: 0, parts: 0 }],
  ])('is 0 for a run that %s', (_name, fields) => {
    expect(estimateCost({ ...entry, ...fields }, models)).toMatchObject({
      cost: { usd: 0, diem: 0 },
      isEstimated: true,
    });
  });

  it('returns a record of a model without prices unchanged', () => {
    for (const answeredBy of ['free', 'unknown']) {
      const unpriced = { ...entry, model: answeredBy, answeredBy };
      expect(estimateCost(unpriced, models)).toBe(unpriced);
    }
  });
});
