import {
  type Observable,
  asyncScheduler,
  catchError,
  defer,
  finalize,
  from,
  map,
  merge,
  mergeMap,
  of,
  onErrorResumeNextWith,
  range,
  take,
  timer,
  toArray,
} from 'rxjs';
import {
  type APIError,
  type CircuitBreaker,
  CircuitOpenError,
  type ModelCircuit,
  VeniceClient,
  contentDeltas,
  circuitBreaker,
  rateLimiter,
  retryOnApiError,
} from 'venice-rx';
import { type ChatReply, apiError, head, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { ask } from './ask.js';

const missing = { marbles: '-#', error: apiError(404) };

function createClient(
  transport: ReturnType<typeof scriptedTransport>,
  circuitBreaker?: CircuitBreaker | false,
): VeniceClient {
  return new VeniceClient({
    baseURL: 'http://test',
    transport,
    ...(circuitBreaker !== undefined && { circuitBreaker }),
  });
}

/** Emits `answered` when a run has completed, or the name of its error. */
function getOutcome(run: Observable<unknown>): Observable<string> {
  return run.pipe(
    toArray(),
    map(() => 'answered'),
    catchError((error: unknown) => of((error as Error).name)),
  );
}

interface FanOut {
  readonly reply?: (index: number) => ChatReply;
  readonly breaker?: CircuitBreaker | false;
}

/** Counts the outcomes of `count` runs, of which `concurrency` run at once, and the requests that were sent. */
function fanOut(
  count: number,
  concurrency: number,
  { reply = () => missing, breaker }: FanOut = {},
): { readonly outcomes: Readonly<Record<string, number>>; readonly sent: number } {
  const transport = scriptedTransport((_request, index) => reply(index));
  const client = createClient(transport, breaker);
  const outcomes: Record<string, number> = {};
  inVirtualTime(() => {
    range(0, count)
      .pipe(mergeMap(() => getOutcome(ask(client)), concurrency))
      .subscribe((outcome) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1));
  });
  return { outcomes, sent: transport.requests.length };
}

/** Starts a run at each of these times. Returns the outcomes with their times, and the times of the requests. */
function play(
  times: readonly number[],
  replies: readonly ChatReply[],
  breaker = circuitBreaker({ threshold: 3, window: 100 }),
): { readonly ends: readonly string[]; readonly sentAt: readonly number[] } {
  const transport = scriptedTransport(...replies);
  const ends: string[] = [];
  inVirtualTime(() => {
    const client = createClient(transport, breaker);
    from(times)
      .pipe(mergeMap((time) => timer(time).pipe(mergeMap(() => getOutcome(ask(client))))))
      .subscribe((outcome) => ends.push(`${asyncScheduler.now()} ${outcome}`));
  });
  return { ends, sentAt: transport.requests.map(({ sentAt }) => sentAt) };
}

describe('the circuit breaker of a client', () => {
  it.each([1, 2, 5, 9, 10, 11, 50, 200, Infinity])(
    'lets at most 9 requests fail, with a threshold of 10, in 200 runs, of which %s run at once',
    (concurrency) => {
      const { outcomes, sent } = fanOut(200, concurrency);

      expect(sent).toBe(9);
      expect(outcomes).toEqual({ NotFoundError: 9, CircuitOpenError: 191 });
    },
  );

  it('sends all 200 requests if it is turned off (negative control of the previous cases)', () => {
    expect(fanOut(200, 200, { breaker: false }).sent).toBe(200);
  });

  it.each<[string, Parameters<typeof rateLimiter>[0]]>([
    ['set as an option', { requestsPerMinute: 15 }],
    ['learned from the headers', {}],
    ['of concurrency', { concurrency: 5 }],
  ])(
    'lets fewer than 10 requests fail in 30 s if a model disappears while attempts wait for limits %s',
    (_name, options) => {
      const headers = { 'x-ratelimit-limit-requests': '15', 'x-ratelimit-reset-requests': '60' };
      const success = { marbles: '--h---a|', values: { h: head(headers) } };
      const gone = { marbles: '-#', error: apiError(410, { headers }) };
      const transport = scriptedTransport((_request, index) => (index < 10 ? success : gone));
      const names: string[] = [];
      inVirtualTime(() => {
        const client = createClient(transport).withOptions({ limits: rateLimiter(options) });
        range(0, 200)
          .pipe(mergeMap(() => getOutcome(ask(client))))
          .subscribe((name) => names.push(name));
      });

      const failed = transport.requests.slice(10).map(({ sentAt }) => sentAt);
      const within30s = (from: number): number =>
        failed.filter((at) => at >= from && at < from + 30_000).length;
      expect(names).toHaveLength(200);
      expect(Math.max(...failed.map(within30s))).toBeLessThan(10);
    },
  );

  it.each<[string, Parameters<typeof rateLimiter>[0]]>([
    ['set as an option', { requestsPerMinute: 20 }],
    ['learned from the headers', {}],
  ])('rejects waiting attempts at once, without waiting for limits %s', (_name, options) => {
    const transport = scriptedTransport((_request, index) => {
      const headers = {
        'x-ratelimit-limit-requests': '20',
        'x-ratelimit-remaining-requests': String(19 - index),
        'x-ratelimit-reset-requests': '60',
      };
      return { marbles: '-#', error: apiError(404, { headers }) };
    });
    const ends: number[] = [];
    inVirtualTime(() => {
      const client = createClient(transport).withOptions({ limits: rateLimiter(options) });
      range(0, 200)
        .pipe(mergeMap(() => getOutcome(ask(client))))
        .subscribe(() => ends.push(asyncScheduler.now()));
    });

    expect(transport.requests).toHaveLength(9);
    expect(ends).toHaveLength(200);
    expect(Math.max(...ends)).toBeLessThan(10);
  });

  it('sends only threshold - 1 requests at once to a model whose latest response was a failure, even an expired one', () => {
    const { sentAt } = play([0, 1, 500, 500, 500, 500], ['a|', ...Array<ChatReply>(5).fill(missing)]);

    expect(sentAt).toEqual([0, 1, 500, 500]);
  });

  it('sends every request at once after a model has responded', () => {
    const { sentAt } = play([0, 0, 5, 5, 5, 5], Array<ChatReply>(6).fill('--a|'));

    expect(sentAt).toEqual([0, 0, 5, 5, 5, 5]);
  });

  it('lets the third attempt wait, with a threshold of 3, until an earlier one has responded', () => {
    const succeeding = play([0, 0, 0, 0], ['--a|', '-----a|', '-a|', '-a|']);
    const failing = play([0, 0, 0, 0], [missing, '--a|', '-----a|']);

    expect(succeeding.sentAt).toEqual([0, 0, 2, 2]);
    expect(failing.sentAt).toEqual([0, 0, 2, 7]);
  });

  it('rejects attempts after too many failures, and sends them again when the oldest failure has expired', () => {
    const { ends, sentAt } = play([0, 10, 50, 100, 101, 101], [missing, missing, missing, missing]);

    expect(ends).toEqual([
      '1 NotFoundError',
      '11 NotFoundError',
      '50 CircuitOpenError',
      '100 CircuitOpenError',
      '102 CircuitOpenError',
      '102 NotFoundError',
    ]);
    expect(sentAt).toEqual([0, 10, 101]);
  });

  it('sends a waiting attempt when a failure expires', () => {
    expect(play([0, 0, 0], [missing, '500ms a|', '-a|']).sentAt).toEqual([0, 0, 101]);
  });

  it('fails with a CircuitOpenError whose retryAfter is the time until the next request', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient(scriptedTransport(missing), circuitBreaker({ threshold: 2, window: 100 }));
      const failure = new CircuitOpenError({
        message:
          'not sent: too many requests for this model have failed recently (1); requests are sent again in 91 ms',
        model: 'm',
        failures: 1,
        retryAfter: 91,
      });

      ask(client).subscribe({ error: () => undefined });

      expectObservable(timer(10).pipe(mergeMap(() => ask(client)))).toBe('10ms #', {}, failure);
      expect(failure.isRetryable).toBe(true);
    });
  });

  it('delays the retry of retryOnApiError until requests are sent again', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient(
        scriptedTransport(missing, '-b|'),
        circuitBreaker({ threshold: 2, window: 1000 }),
      );
      ask(client).subscribe({ error: () => undefined });

      const retried = defer(() => ask(client)).pipe(retryOnApiError({ jitter: () => 0 }), contentDeltas());

      expectObservable(timer(1).pipe(mergeMap(() => retried))).toBe('1002ms b|');
    });
  });

  it('counts responses with status 4xx, except 413 and 429, but no 5xx', () => {
    const counted = (error: APIError): boolean => {
      const { outcomes } = fanOut(20, 20, { reply: () => ({ marbles: '-#', error }) });
      return outcomes['CircuitOpenError'] !== undefined;
    };

    expect(
      [400, 401, 402, 403, 404, 409, 410, 415, 422].filter((status) => !counted(apiError(status))),
    ).toEqual([]);
    expect([413, 429, 500, 503].filter((status) => counted(apiError(status)))).toEqual([]);
  });

  it('counts the failures of each model separately', () => {
    const transport = scriptedTransport(() => missing);
    inVirtualTime(() => {
      const client = createClient(transport, circuitBreaker({ threshold: 2 }));
      merge(...['m', 'm', 'n'].map((model) => ask(client, model).pipe(onErrorResumeNextWith()))).subscribe();
    });

    expect(transport.requests.map(({ body }) => (body as { model: string }).model)).toEqual(['m', 'n']);
  });

  it('rejects attempts for as long as a 429 reports that the key is locked out', () => {
    const locked = apiError(429, {
      message: 'Too many failed attempts. Wait.',
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-resets': '40' },
    });

    expect(play([0, 5, 40_000, 40_001], [{ marbles: '-#', error: locked }, '-a|']).ends).toEqual([
      '1 RateLimitError',
      '5 CircuitOpenError',
      '40000 CircuitOpenError',
      '40003 answered',
    ]);
  });

  it('does not count requests that are rejected before they are sent', () => {
    const transport = scriptedTransport('-a|');
    inVirtualTime(({ expectObservable }) => {
      const client = createClient(transport, circuitBreaker({ threshold: 2 }));
      const wrong = { model: 'm', messages: [], stream: true } as const;
      const rejected = client.chat.completions.create(wrong).pipe(onErrorResumeNextWith());

      expectObservable(merge(rejected, rejected, ask(client).pipe(contentDeltas()))).toBe('-a|');
    });
  });

  it('is shared by clients with the same option, and by clients of withOptions; each key has its own failures', () => {
    const transport = scriptedTransport(() => missing);
    inVirtualTime(() => {
      const shared = circuitBreaker({ threshold: 2 });
      const client = createClient(transport, shared);
      const derived = client.withOptions({ timeouts: { total: 99 } });
      const otherKey = client.withOptions({ apiKey: 'another' });
      const runs = [client, createClient(transport, shared), derived, otherKey].map((one) => ask(one));
      merge(...runs.map((run) => run.pipe(onErrorResumeNextWith()))).subscribe();
    });

    expect(transport.requests).toHaveLength(2);
  });

  it.each([{ threshold: 1 }, { threshold: 2.5 }, { window: 0 }])('throws a TypeError for %p', (config) => {
    expect(() => circuitBreaker(config)).toThrow(TypeError);
  });

  it('continues with the next attempt after the teardown of a rejected one has thrown', () => {
    const errors: unknown[] = [];
    inVirtualTime(() => {
      const later = { marbles: '--#', error: apiError(404) };
      const client = createClient(scriptedTransport(missing, later), circuitBreaker({ threshold: 3 }));
      const logError = (run: string) => ({ error: ({ name }: Error) => errors.push([run, name]) });
      ask(client).subscribe(logError('first'));
      ask(client).subscribe(logError('second'));
      const waiting = ask(client).pipe(
        finalize(() => {
          throw new Error('fault');
        }),
      );
      waiting.subscribe(logError('waiting'));
      ask(client).subscribe(logError('next'));
      timer(20)
        .pipe(mergeMap(() => ask(client)))
        .subscribe(logError('later'));
    });

    expect(errors).toEqual([
      ['first', 'NotFoundError'],
      ['waiting', 'CircuitOpenError'],
      ['next', 'CircuitOpenError'],
      ['second', 'NotFoundError'],
      ['later', 'CircuitOpenError'],
    ]);
  });
});

describe('client.circuits', () => {
  it('emits half-open while requests wait for the outcome of others after a failure', () => {
    inVirtualTime(() => {
      const client = createClient(
        scriptedTransport(missing, { marbles: '-----#', error: apiError(404) }, '-----a|'),
        circuitBreaker({ threshold: 3, window: 100 }),
      );
      const states: string[] = [];
      client.circuits.subscribe((circuits) =>
        states.push(`${asyncScheduler.now()} ${circuits.map(({ state }) => state).join()}`),
      );
      for (const start of [0, 10, 12])
        timer(start)
          .pipe(mergeMap(() => getOutcome(ask(client))))
          .subscribe();

      asyncScheduler.schedule(() => {
        expect(states).toEqual(['0 ', '1 closed', '12 half-open', '15 open', '101 closed', '115 ']);
      }, 500);
    });
  });

  it('emits models with failures and open circuits, on subscription and on every change', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient(
        scriptedTransport(missing, missing),
        circuitBreaker({ threshold: 3, window: 100 }),
      );
      const states: Record<string, readonly ModelCircuit[]> = {
        z: [],
        a: [{ model: 'm', failures: 1, threshold: 3, state: 'closed', blockedFor: 0 }],
        b: [{ model: 'm', failures: 2, threshold: 3, state: 'open', blockedFor: 90 }],
        c: [{ model: 'm', failures: 1, threshold: 3, state: 'closed', blockedFor: 0 }],
      };

      timer(0, 10)
        .pipe(
          take(2),
          mergeMap(() => ask(client).pipe(onErrorResumeNextWith())),
        )
        .subscribe();

      expectObservable(client.circuits, '^ 200ms !').toBe('za 9ms b 89ms c 9ms z', states);
    });
  });

  it('emits an empty array and completes without a circuit breaker', () => {
    inVirtualTime(({ expectObservable }) => {
      expectObservable(
        createClient(
          scriptedTransport(() => missing),
          false,
        ).circuits,
      ).toBe('(z|)', { z: [] });
    });
  });
});
