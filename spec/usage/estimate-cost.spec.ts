import { type Model, type UsageRecord, estimateCost } from 'venice-rx';

const pricing = {
  input: { usd: 2, diem: 20 },
  output: { usd: 8, diem: 80 },
  cache_input: { usd: 1, diem: 10 },
};
const models: readonly Model[] = [
  { id: 'without-prices' },
  { id: 'big', model_spec: { traits: ['default'], pricing } },
];
const record: UsageRecord = {
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
    const billed = { ...record, usage, cost: { usd: 0.1, diem: 0 } };

    expect(estimateCost(billed, models)).toBe(billed);
  });

  it('multiplies the token counts of the server by the prices, and cached tokens by the lower price', () => {
    const cached = { ...usage, prompt_tokens_details: { cached_tokens: 500 } };

    expect(estimateCost({ ...record, usage }, models)).toMatchObject({
      cost: { usd: (1000 * 2 + 100 * 8) / 1e6, diem: (1000 * 20 + 100 * 80) / 1e6 },
      isEstimated: true,
    });
    expect(estimateCost({ ...record, usage: cached }, models).cost?.usd).toBe(
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
  const { cache_input: _cached, cache_write: _written, ...withoutCachePrices } = claude;
  const details = (cached_tokens: number, cache_creation_input_tokens: number): object => ({
    prompt_tokens_details: { cached_tokens, cache_creation_input_tokens },
  });

  it.each([
    ['of a short prompt at the threshold', claude, 200_000, 10_000, {}, 200_000 * 5 + 10_000 * 25],
    ['of a long prompt to the whole request', claude, 300_000, 10_000, {}, 300_000 * 10 + 10_000 * 37.5],
    ['of tokens written to the cache', claude, 100_000, 0, details(0, 100_000), 100_000 * 6.25],
    [
      'of tokens read from and written to the cache',
      claude,
      1000,
      10,
      details(300, 200),
      500 * 5 + 300 * 0.5 + 200 * 6.25 + 10 * 25,
    ],
    [
      'of a long prompt to tokens read from and written to the cache',
      claude,
      400_000,
      0,
      details(100_000, 200_000),
      100_000 * 10 + 100_000 * 1 + 200_000 * 12.5,
    ],
    [
      'of the input to tokens written to the cache, if there is no cache price',
      withoutCachePrices,
      1000,
      0,
      details(0, 400),
      1000 * 5,
    ],
    [
      'of the cache to counts named as in the API of Anthropic',
      claude,
      1000,
      0,
      { cache_read_input_tokens: 300, cache_creation_input_tokens: 200 },
      500 * 5 + 300 * 0.5 + 200 * 6.25,
    ],
    [
      'of a long prompt if only the sum with cached tokens, which prompt_tokens excludes, is above the threshold',
      claude,
      10,
      0,
      details(150_000, 100_000),
      10 * 10 + 150_000 * 1 + 100_000 * 12.5,
    ],
  ])('applies the price %s', (_name, prices, prompt_tokens, completion_tokens, more, microdollars) => {
    const counted = { prompt_tokens, completion_tokens, total_tokens: 0, ...more };
    const list = [{ id: 'big', model_spec: { pricing: prices } }];

    expect(estimateCost({ ...record, usage: counted }, list).cost?.usd).toBeCloseTo(microdollars / 1e6, 10);
  });

  it('without token counts, estimates from the number of characters and chunks', () => {
    const { answeredBy: _answeredBy, ...unanswered } = record;
    const cancelled = { ...unanswered, outcome: 'cancelled', promptCharacters: 400, parts: 7 } as const;

    expect(estimateCost(cancelled, models).cost?.usd).toBe((100 * 2 + 7 * 8) / 1e6);
  });

  it('estimates from chunks if the usage has no prompt or completion count', () => {
    const withoutCounts = { ...record, usage: { total_tokens: 9 } as never, parts: 7 };

    expect(estimateCost(withoutCounts, models).cost?.usd).toBe((7 * 8) / 1e6);
  });

  it.each<[string, Partial<UsageRecord>]>([
    ['failed before its first output', { outcome: 'failed', parts: 0, promptCharacters: 400 }],
    ['was never sent', { outcome: 'cancelled', attempts: 0, parts: 0 }],
  ])('is 0 for a run that %s', (_name, fields) => {
    expect(estimateCost({ ...record, ...fields }, models)).toMatchObject({
      cost: { usd: 0, diem: 0 },
      isEstimated: true,
    });
  });

  it('returns a record of a model that has no prices, or is not in the list, unchanged', () => {
    for (const answeredBy of ['without-prices', 'not-in-the-list']) {
      const unpriced = { ...record, model: answeredBy, answeredBy };
      expect(estimateCost(unpriced, models)).toBe(unpriced);
    }
  });
});
