import {
  type Observable,
  asyncScheduler,
  concatMap,
  map,
  merge,
  of,
  onErrorResumeNextWith,
  timer,
} from 'rxjs';
import {
  type LimiterState,
  type LimiterWait,
  type RateLimiterOptions,
  VeniceClient,
  rateLimiter,
  retryOnApiError,
} from 'venice-rx';
import { inVirtualTime } from 'venice-rx/testing';
import { head, hello, scripted } from '../support/replies.js';

/** Returns the states of a limiter during one chat with each of these models, with the times at which they are emitted. */
function getStates(
  options: RateLimiterOptions,
  replies: ReturnType<typeof hello>[],
  models: readonly string[],
): [at: number, state: LimiterState][] {
  const states: [number, LimiterState][] = [];
  inVirtualTime(({ flush }) => {
    const limits = rateLimiter(options);
    const client = new VeniceClient({
      baseURL: 'http://test',
      circuitBreaker: false,
      transport: scripted(...replies).transport,
      limits,
      retry: retryOnApiError({ jitter: () => 0 }),
      partitionBy: () => 'p',
    });
    const ask = (model: string): Observable<unknown> =>
      client.chat.completions.create({
        model,
        messages: [{ role: 'user', content: 'Hi' }],
        max_completion_tokens: 10,
        stream: true,
      });
    limits.state.subscribe((state) => states.push([asyncScheduler.now(), state]));
    merge(...models.map((model) => ask(model).pipe(onErrorResumeNextWith()))).subscribe();
    flush();
  });
  return states;
}

/** Returns `waits` of the first state in which a model waits for this reason. */
function firstWaits(
  reason: string | undefined,
  ...args: Parameters<typeof getStates>
): readonly LimiterWait[] {
  const states = getStates(...args).map(([, { waits }]) => waits);
  return states.find((waits) => waits.some((wait) => wait.reason === reason)) ?? [];
}

const rateLimited = of(head(429, { 'retry-after': '30' }));

describe('the state of a limiter', () => {
  it.each<
    [string, RateLimiterOptions, ReturnType<typeof hello>[], string[], Omit<LimiterWait, 'partition'>[]]
  >([
    [
      'a slot',
      { concurrency: 1 },
      [hello(10)],
      ['a', 'b'],
      [{ model: 'b', waiting: 1, reason: 'concurrency' }],
    ],
    [
      'the first responses',
      {},
      [hello(10)],
      ['a', 'a', 'a', 'a', 'a', 'a'],
      [{ model: 'a', waiting: 1, reason: 'first-answers' }],
    ],
    [
      'the request limit of a minute',
      { requestsPerMinute: 1 },
      [hello()],
      ['a', 'a'],
      [{ model: 'a', waiting: 1, reason: 'requests', until: 60_000 }],
    ],
    [
      'the token limit of a minute',
      { requestsPerMinute: 9, tokensPerMinute: 11 },
      [hello()],
      ['a', 'a'],
      [{ model: 'a', waiting: 1, reason: 'tokens', until: 60_000 }],
    ],
    [
      'a pause that the server requests',
      { concurrency: 1 },
      [rateLimited, hello()],
      ['a', 'a'],
      [{ model: 'a', waiting: 1, reason: 'pause', until: 30_000 }],
    ],
  ])('shows that a model waits for %s', (_name, options, replies, models, expected) => {
    const waits = expected.map((wait) => ({ ...wait, partition: 'p' }));

    expect(firstWaits(expected[0]?.reason, options, replies, models)).toEqual(waits);
  });

  it('emits the reason of each waiting model, and every change of it', () => {
    const states = getStates({ concurrency: 1, requestsPerMinute: 1 }, [hello(10)], ['a', 'a', 'b']);
    const reasons = states.map(([at, { running, waits }]) => [
      at,
      running,
      waits.map(({ model, reason, until }) => [model, reason, until].join(' ').trim()).sort(),
    ]);

    expect(reasons).toEqual([
      [0, 0, []],
      [0, 1, []],
      [0, 1, ['a concurrency']],
      [0, 1, ['a concurrency', 'b concurrency']],
      [10, 0, ['a requests 60010', 'b concurrency']],
      [10, 1, ['a requests 60010']],
      [10, 1, ['a concurrency']],
      [20, 0, ['a requests 60010']],
      [60_010, 1, []],
      [60_020, 0, []],
    ]);
    expect(
      states.every(([, { waiting, waits }]) => waiting === waits.reduce((sum, one) => sum + one.waiting, 0)),
    ).toBe(true);
    expect(states.at(-1)?.[1]).toEqual({ running: 0, waiting: 0, waits: [] });
  });

  it('emits the current state to a late subscriber, and nothing while it does not change', () => {
    inVirtualTime(({ flush }) => {
      const limits = rateLimiter({ requestsPerMinute: 1 });
      const { transport } = scripted(hello());
      const client = new VeniceClient({ baseURL: 'http://test', circuitBreaker: false, transport, limits });
      const ask = client.chat.completions.create({
        model: 'a',
        messages: [{ role: 'user', content: 'Hi' }],
        stream: true,
      });
      merge(ask, ask).subscribe();
      const late: LimiterState[] = [];
      timer(10_000)
        .pipe(concatMap(() => limits.state))
        .subscribe((state) => late.push(state));
      const stop = timer(50_000).pipe(map(() => late.length));
      const counts: number[] = [];
      stop.subscribe((count) => counts.push(count));
      flush();

      expect(late[0]?.waits).toEqual([{ model: 'a', waiting: 1, reason: 'requests', until: 60_000 }]);
      expect(counts).toEqual([1]);
    });
  });

  it('removes the wait of an attempt that unsubscribes', () => {
    inVirtualTime(() => {
      const limits = rateLimiter({ concurrency: 1 });
      const { transport } = scripted(hello(100));
      const client = new VeniceClient({ baseURL: 'http://test', circuitBreaker: false, transport, limits });
      const ask = client.chat.completions.create({
        model: 'a',
        messages: [{ role: 'user', content: 'Hi' }],
        stream: true,
      });
      const states: LimiterState[] = [];
      limits.state.subscribe((state) => states.push(state));
      const runs = [ask.subscribe(), ask.subscribe()];
      runs[1]?.unsubscribe();

      expect(states.at(-1)).toEqual({ running: 1, waiting: 0, waits: [] });
      runs[0]?.unsubscribe();
    });
  });
});
