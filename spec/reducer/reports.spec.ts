import {
  type ChatCompletionChunk,
  completionFromState,
  initialCompletionState,
  reduceChunk,
} from 'venice-rx';
import { chunk } from 'venice-rx/testing';
import { laterCost, laterUsage, toCost } from '../../src/reducer/reports.js';

const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
const zeros = {
  prompt_tokens: 0,
  completion_tokens: 0,
  total_tokens: 0,
  prompt_tokens_details: { cached_tokens: 0 },
};
const reportChunk = (fields: object): ChatCompletionChunk => ({ ...chunk(''), choices: [], ...fields });
const completion = (...all: readonly ChatCompletionChunk[]) =>
  completionFromState(all.reduce(reduceChunk, initialCompletionState));

describe('the usage of an answer', () => {
  it.each([[{}], [zeros], [null], ['x'], [[1]]])('is not replaced by %j', (last) => {
    expect(laterUsage(usage, last)).toBe(usage);
    for (const text of ['', 'a']) {
      const more = { ...chunk(text), usage: last } as ChatCompletionChunk;
      expect(completion(chunk('a'), reportChunk({ usage }), more).usage).toBe(usage);
    }
  });

  it('is the last one with a number other than zero', () => {
    expect(completion(reportChunk({ usage: zeros }), reportChunk({ usage })).usage).toBe(usage);
    expect(completion(reportChunk({ usage: zeros })).usage).toBe(zeros);
    expect(completion(reportChunk({ usage: {} }))).not.toHaveProperty('usage');
  });
});

describe('the cost of an answer', () => {
  it.each([
    ['0.25', { usd: 0.25, diem: 0 }],
    [0.25, { usd: 0.25, diem: 0 }],
    [' 1e-3 ', { usd: 0.001, diem: 0 }],
    [0, { usd: 0, diem: 0 }],
    [{ usd: '0.25' }, { usd: 0.25, diem: 0 }],
    [{ usd: 0.25 }, { usd: 0.25 }],
    [
      { usd: 0.25, diem: '2.5', note: 'x' },
      { usd: 0.25, diem: 2.5, note: 'x' },
    ],
  ])('sent as %j becomes %j', (sent, cost) => {
    expect(toCost(sent)).toEqual(cost);
    expect(completion(reportChunk({ cost: sent })).cost).toEqual(cost);
    expect(completion(chunk('a'), { ...chunk('b'), cost: sent } as never).cost).toEqual(cost);
  });

  it.each([['much'], [''], [null], [Number.NaN], [-1], [{}], [{ total: 1 }], [[1]], [true]])(
    'is ignored if it is sent as %j',
    (sent) => {
      expect(toCost(sent)).toBeUndefined();
      expect(completion(reportChunk({ cost: sent }))).not.toHaveProperty('cost');
      expect(completion(chunk('a'), { ...chunk('b'), cost: sent } as never)).not.toHaveProperty('cost');
    },
  );

  it('stays the same object if it has the right type, and is not replaced by zeros', () => {
    const cost = { usd: 0.1, diem: 1 };

    expect(toCost(cost)).toBe(cost);
    expect(laterCost(cost, { usd: 0, diem: 0 })).toBe(cost);
    expect(laterCost(cost, '0')).toBe(cost);
    expect(laterCost({ usd: 0, diem: 0 }, cost)).toBe(cost);
  });
});
