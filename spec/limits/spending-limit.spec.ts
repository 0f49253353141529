import {
  type Observable,
  catchError,
  concat,
  concatMap,
  from,
  map,
  mergeMap,
  of,
  onErrorResumeNextWith,
  range,
  takeUntil,
  timer,
  toArray,
} from 'rxjs';
import {
  type ChatInterceptor,
  LimitExceededError,
  type Model,
  SpendingLimitError,
  spendingLimit,
  contentDeltas,
} from 'venice-rx';
import {
  type ChatReply,
  apiError,
  chunk,
  cut,
  finish,
  inVirtualTime,
  scriptedTransport,
  usage,
} from 'venice-rx/testing';
import { ask, createClient } from './ask.js';

const values = { a: chunk('Hi'), f: finish(), u: usage({ usd: 0.4 }) };
const billed = { marbles: 'a-f-(u|)', values };
const models: readonly Model[] = [
  { id: 'm', model_spec: { pricing: { input: { usd: 0 }, output: { usd: 400 } } } },
];

/** Returns the outcomes of runs, and the number of requests. */
function outcomes(
  runs: (ask: () => Observable<unknown>) => Observable<unknown>,
  config: Parameters<typeof spendingLimit>[0],
  ...replies: ChatReply[]
): { readonly ends: readonly string[]; readonly sent: number } {
  const transport = scriptedTransport((_request, index) => replies[index] ?? billed);
  const ends: string[] = [];
  inVirtualTime(() => {
    const client = createClient(transport, { interceptors: [spendingLimit(config)] });
    const one = (): Observable<unknown> =>
      ask(client).pipe(
        toArray(),
        map(() => 'answered'),
        catchError((error: unknown) => of((error as Error).name)),
      );
    runs(one).subscribe((end) => ends.push(end as string));
  });
  return { ends, sent: transport.requests.length };
}

describe('spendingLimit', () => {
  it('rejects an attempt before it is sent once the bills have reached the limit', () => {
    const { ends, sent } = outcomes((run) => range(0, 5).pipe(concatMap(run)), { usd: 1 });

    expect(ends).toEqual(['answered', 'answered', 'answered', 'SpendingLimitError', 'SpendingLimitError']);
    expect(sent).toBe(3);
  });

  it('with prices, reserves the maximum cost of concurrent attempts', () => {
    const { ends, sent } = outcomes((run) => range(0, 5).pipe(mergeMap(run)), { usd: 1, models });

    expect(sent).toBe(2);
    expect(ends.filter((end) => end === 'SpendingLimitError')).toHaveLength(3);
  });

  it('charges nothing for an attempt that fails before its first output', () => {
    const busy = { marbles: '-#', error: apiError(503) };
    const { ends } = outcomes(
      (run) => range(0, 4).pipe(concatMap(run)),
      { usd: 0.5, models },
      busy,
      busy,
      billed,
    );

    expect(ends).toEqual([
      'ServiceUnavailableError',
      'ServiceUnavailableError',
      'answered',
      'SpendingLimitError',
    ]);
  });

  it('charges the reserve for an attempt that is cut off or cancelled', () => {
    const broken = { marbles: '-a-x', values: { ...values, x: cut() } };
    const { ends } = outcomes((run) => range(0, 2).pipe(concatMap(run)), { usd: 0.5, models }, broken);
    const cancelled = outcomes((run) => concat(run().pipe(takeUntil(timer(1))), run()), { usd: 0.5, models });

    expect(ends).toEqual(['TruncatedStreamError', 'SpendingLimitError']);
    expect(cancelled.ends).toEqual(['SpendingLimitError']);
  });

  // The estimate for an answer of 1,000 tokens is 0.4 US dollars with the prices of `models`, and 0.075 without prices.
  it.each([
    ['without prices, after the first chunk', { usd: 0.5 }, 2, 7],
    ['without prices, before any answer', { usd: 0.5 }, 1, 7],
    ['of a model without prices, after the first chunk', { usd: 0.5, models: [{ id: 'other' }] }, 2, 7],
    ['with prices, after the first chunk', { usd: 2.5, models }, 2, 6],
  ])(
    'charges an estimate for a run cancelled before its bill, %s',
    (_name, config, cancelledAt, expected) => {
      const cancelAll = (run: () => Observable<unknown>): Observable<unknown> =>
        range(0, 40).pipe(concatMap(() => run().pipe(takeUntil(timer(cancelledAt)))));
      const { sent } = outcomes(
        cancelAll,
        config,
        ...Array.from({ length: 40 }, () => ({ marbles: '-a----f(u|)', values })),
      );

      expect(sent).toBe(expected);
    },
  );

  it('without prices, charges the highest bill so far for a run without a bill', () => {
    const unbilled = { marbles: '-a-x', values: { ...values, x: cut() } };
    const { ends } = outcomes((run) => range(0, 3).pipe(concatMap(run)), { usd: 0.8 }, billed, unbilled);

    expect(ends).toEqual(['answered', 'TruncatedStreamError', 'SpendingLimitError']);
  });

  it('charges a complete answer without a bill for the tokens that the server reports', () => {
    const counted = {
      marbles: 'a-f-(u|)',
      values: { ...values, u: usage({ prompt: 10, completion: 1000 }) },
    };
    const replies = Array.from({ length: 20 }, () => counted);
    const unpriced = outcomes((run) => range(0, 20).pipe(concatMap(run)), { usd: 0.2 }, ...replies);
    const priced = outcomes((run) => range(0, 20).pipe(concatMap(run)), { usd: 0.8, models }, ...replies);

    expect([unpriced.sent, priced.sent]).toEqual([3, 2]);
  });

  it('charges for the received chunks if there are more of them than reserved tokens', () => {
    const long = { marbles: `(${'a'.repeat(1100)})`, values };
    const run = (one: () => Observable<unknown>): Observable<unknown> =>
      range(0, 3).pipe(concatMap(() => one().pipe(takeUntil(timer(5000)))));

    expect(outcomes(run, { usd: 0.83, models }, long, long, long).sent).toBe(1);
  });

  it.each<[unknown]>([['0.4'], [0.4], [{ usd: '0.4' }], [{ usd: '0.4', diem: '4' }]])(
    'counts the bill %j',
    (cost) => {
      const written = {
        marbles: 'a-f-(uz|)',
        values: {
          ...values,
          u: { ...chunk(''), cost: cost as never },
          z: { ...usage({ usd: 0, prompt: 0, completion: 0 }) },
        },
      };
      const replies = Array.from({ length: 5 }, () => written);
      const { ends } = outcomes((run) => range(0, 5).pipe(concatMap(run)), { usd: 1 }, ...replies);

      expect(ends).toEqual(['answered', 'answered', 'answered', 'SpendingLimitError', 'SpendingLimitError']);
    },
  );

  it.each([
    ['a long prompt', { prompt: 300_000, completion: 10_000 }, {}, 3.375],
    ['writes to the cache', { prompt: 100_000, completion: 0 }, { cache_creation_input_tokens: 1e5 }, 0.625],
    ['reads from the cache', { prompt: 100_000, completion: 0 }, { cached_tokens: 1e5 }, 0.05],
  ])('charges an answer without a bill at the prices of %s', (_name, tokens, details, charge) => {
    const pricing = {
      input: { usd: 5 },
      output: { usd: 25 },
      cache_input: { usd: 0.5 },
      cache_write: { usd: 6.25 },
      extended: { context_token_threshold: 200_000, input: { usd: 10 }, output: { usd: 37.5 } },
    };
    const counted = usage(tokens);
    const u = { ...counted, usage: { ...counted.usage!, prompt_tokens_details: details }, cost: null };
    const replies = [1, 2].map(() => ({ marbles: 'a-f-(u|)', values: { ...values, u } }));
    const priced = [{ id: 'm', model_spec: { pricing } }];
    const countSent = (usd: number): number =>
      outcomes((run) => range(0, 2).pipe(concatMap(run)), { usd, models: priced }, ...replies).sent;

    // The second request reserves about 0.025 US dollars, for an answer of 1,000 tokens.
    expect([countSent(charge + 0.02), countSent(charge + 0.03)]).toEqual([1, 2]);
  });

  it('ignores all prices of a model if a price of long prompts is NaN', () => {
    const extended = { context_token_threshold: 5, input: { usd: Number.NaN }, output: { usd: 1 } };
    const invalid = [{ id: 'm', model_spec: { pricing: { ...models[0]!.model_spec!.pricing, extended } } }];
    const u = { ...usage({ prompt: 10, completion: 1000 }), cost: null };
    const replies = Array.from({ length: 9 }, () => ({ marbles: 'a-f-(u|)', values: { ...values, u } }));
    const run = (one: () => Observable<unknown>): Observable<unknown> => range(0, 9).pipe(concatMap(one));

    expect(outcomes(run, { usd: 0.2, models: invalid }, ...replies).sent).toBe(3);
  });

  it.each<[unknown]>([['much'], [''], [Number.NaN], [-5], [Infinity], [null], [{}]])(
    'ignores a bill of %p',
    (usd) => {
      const wrong = {
        marbles: 'a-f-(u|)',
        values: { ...values, u: { ...chunk(''), cost: { usd } as never } },
      };
      const { sent } = outcomes(
        (run) => range(0, 20).pipe(concatMap(run)),
        { usd: 0.2 },
        ...Array.from({ length: 20 }, () => wrong),
      );

      expect(sent).toBe(3);
    },
  );

  it.each<[unknown]>([['400'], [Number.NaN], [-400]])('ignores a price of %p', (price) => {
    const invalid: readonly Model[] = [
      {
        id: 'm',
        model_spec: { pricing: { input: { usd: price as number }, output: { usd: price as number } } },
      },
    ];
    const { ends } = outcomes((run) => range(0, 4).pipe(concatMap(run)), { usd: 0.8, models: invalid });

    expect(ends.slice(-2)).toEqual(['SpendingLimitError', 'SpendingLimitError']);
  });

  it('of 0 fails the run with a SpendingLimitError, which is not retryable', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient(scriptedTransport(), { interceptors: [spendingLimit({ usd: 0 })] });
      const message = 'not sent: it would exceed the spending limit of 0 US dollars';
      const failure = new SpendingLimitError({ message, limit: 0 });

      expectObservable(ask(client).pipe(contentDeltas())).toBe('#', {}, failure);
      expect(failure).toBeInstanceOf(LimitExceededError);
      expect(failure).toMatchObject({ kind: 'spending', isRetryable: false });
    });
  });

  it('is shared by clients with the same interceptor', () => {
    const transport = scriptedTransport(() => billed);
    inVirtualTime(() => {
      const interceptors = [spendingLimit({ usd: 0.4 })];
      const clients = [createClient(transport, { interceptors }), createClient(transport, { interceptors })];
      from(clients)
        .pipe(concatMap((client) => ask(client)))
        .subscribe({ error: () => undefined });
    });

    expect(transport.requests).toHaveLength(1);
  });

  it('returns the reserve of an attempt if another interceptor throws', () => {
    let calls = 0;
    const failOnce: ChatInterceptor = (request, next) => {
      calls += 1;
      if (calls === 1) throw new Error('no');
      return next(request);
    };
    const transport = scriptedTransport(() => billed);
    inVirtualTime(() => {
      const interceptors = [spendingLimit({ usd: 0.5, models }), failOnce];
      const client = createClient(transport, { interceptors });
      ask(client).subscribe({ error: () => undefined });
      ask(client).subscribe({ error: () => undefined });
    });

    expect(transport.requests).toHaveLength(1);
  });

  it.each([Number.NaN, -5000, 'many'])(
    'charges nothing for a request that is rejected because of max_tokens %p',
    (max_tokens) => {
      const transport = scriptedTransport(() => billed);
      inVirtualTime(() => {
        const client = createClient(transport, { interceptors: [spendingLimit({ usd: 0.4, models })] });
        const messages = [{ role: 'user', content: 'Hi' }] as const;
        const wrong = { model: 'm', messages, max_tokens: max_tokens as number, stream: true } as const;
        const rejected = client.chat.completions.create(wrong).pipe(onErrorResumeNextWith());
        concat(rejected, ask(client), ask(client)).subscribe({ error: () => undefined });
      });

      expect(transport.requests).toHaveLength(1);
    },
  );

  it('throws for a negative limit', () => {
    expect(() => spendingLimit({ usd: -1 })).toThrow(
      new TypeError('`usd` must be a number of 0 or more; received -1'),
    );
  });
});
