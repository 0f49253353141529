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
  it('leaves a cost as the server has billed it', () => {
    const billed = { ...entry, usage, cost: { usd: 0.1, diem: 0 } };

    expect(estimateCost(billed, models)).toBe(billed);
  });

  it('goes by the tokens that the server has counted, cheaper from the cache', () => {
    const cached = { ...usage, prompt_tokens_details: { cached_tokens: 500 } };

    expect(estimateCost({ ...entry, usage }, models)).toMatchObject({
      cost: { usd: (1000 * 2 + 100 * 8) / 1e6, diem: (1000 * 20 + 100 * 80) / 1e6 },
      isEstimated: true,
    });
    expect(estimateCost({ ...entry, usage: cached }, models).cost?.usd).toBe(
      (500 * 2 + 500 * 1 + 100 * 8) / 1e6,
    );
  });

  it('goes by characters and parts if there is no count', () => {
    const { answeredBy: _answeredBy, ...unanswered } = entry;
    const cancelled = { ...unanswered, outcome: 'cancelled', promptCharacters: 400, parts: 7 } as const;

    expect(estimateCost(cancelled, models).cost?.usd).toBe((100 * 2 + 7 * 8) / 1e6);
  });

  it('goes by parts where the server has left a count out', () => {
    const odd = { ...entry, usage: { total_tokens: 9 } as never, parts: 7 };

    expect(estimateCost(odd, models).cost?.usd).toBe((7 * 8) / 1e6);
  });

  it.each<[string, Partial<UsageRecord>]>([
    ['failed before its answer began', { outcome: 'failed', parts: 0, promptCharacters: 400 }],
    ['was never sent', { outcome: 'cancelled', attempts: 0, parts: 0 }],
  ])('is nothing for a run that %s', (_name, facts) => {
    expect(estimateCost({ ...entry, ...facts }, models)).toMatchObject({
      cost: { usd: 0, diem: 0 },
      isEstimated: true,
    });
  });

  it('leaves an entry alone whose model has no price', () => {
    for (const answeredBy of ['free', 'unheard of']) {
      const unpriced = { ...entry, model: answeredBy, answeredBy };
      expect(estimateCost(unpriced, models)).toBe(unpriced);
    }
  });
});
