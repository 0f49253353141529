import * as fc from 'fast-check';
import {
  NEVER,
  Observable,
  Subject,
  type Subscription,
  config,
  mergeMap,
  noop,
  take,
  takeUntil,
  timer,
} from 'rxjs';
import {
  type ChatRequestOptions,
  type UsageRecord,
  VeniceClient,
  circuitBreaker,
  rateLimiter,
  retryOnApiError,
  usageRecords,
} from 'venice-rx';
import {
  type ChatReply,
  apiError,
  chunk,
  cut,
  finish,
  inVirtualTime,
  role,
  scriptedTransport,
  usage,
} from 'venice-rx/testing';
import { caseCount, cases, seed } from '../support/cases.js';

const question = { model: 'default', messages: [{ role: 'user', content: 'Hi' }] } as const;
const streamed = { ...question, stream: true } as const;
const values = {
  r: role(),
  a: chunk('Hel'),
  b: chunk('lo'),
  f: finish(),
  u: usage({ prompt: 3, completion: 2, usd: 0.5 }),
};
const bill = {
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  cost: { usd: 0.5, diem: 0 },
};

function createClient(...replies: ChatReply[]): VeniceClient {
  return new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport(...replies) });
}

/** Returns the usage records of the runs that `play` starts, in virtual time. */
function collectRecords(client: VeniceClient, play: () => void): readonly UsageRecord[] {
  const records: UsageRecord[] = [];
  inVirtualTime(() => {
    usageRecords(client).subscribe((record) => records.push(record));
    play();
  });
  return records;
}

const ignore = { error: () => undefined };

describe('usageRecords(client)', () => {
  it('emits a record of a run that completes, with the usage and the cost that the server reports', () => {
    const client = createClient({ marbles: '-r-a 999ms b-f-(u|)', values });
    const records = collectRecords(client, () => client.chat.completions.create(streamed).subscribe());

    expect(records).toEqual([
      {
        operation: 'chat.completions',
        tags: {},
        id: 'chatcmpl-test',
        model: 'default',
        answeredBy: 'test-model',
        startedAt: 0,
        duration: 1007,
        outcome: 'completed',
        attempts: 1,
        firstTokenAfter: 3,
        tokensPerSecond: 2 / 1.004,
        parts: 2,
        ...bill,
        isEstimated: false,
      },
    ]);
  });

  it('emits a record of a run that fails, is cut off, or is rejected before it is sent', () => {
    const client = createClient(
      { marbles: '-#', error: apiError(404) },
      { marbles: '-a-x', values: { x: cut() } },
    );
    const records = collectRecords(client, () => {
      client.chat.completions.create(streamed).subscribe(ignore);
      client.chat.completions.create(streamed).subscribe(ignore);
      client.chat.completions.create({ ...streamed, messages: [] }).subscribe(ignore);
    });

    expect(records).toMatchObject([
      { outcome: 'failed', errorName: 'RequestError', attempts: 0, parts: 0 },
      { outcome: 'failed', errorName: 'NotFoundError', attempts: 1, parts: 0, promptCharacters: 32 },
      { outcome: 'failed', errorName: 'TruncatedStreamError', attempts: 1, parts: 1 },
    ]);
    expect(records[0]).not.toHaveProperty('promptCharacters');
  });

  it.each<[string, ChatRequestOptions, string]>([
    ['`timeouts.total`', { timeouts: { total: 2 } }, 'APITimeoutError'],
    ['its signal', { signal: AbortSignal.abort() }, 'RequestAbortedError'],
  ])('emits a record of a run that is ended by %s', (_name, options, errorName) => {
    const client = createClient(...(errorName === 'APITimeoutError' ? ['---a|'] : []));
    const records = collectRecords(client, () =>
      client.chat.completions.create(streamed, options).subscribe(ignore),
    );

    expect(records).toMatchObject([{ outcome: 'failed', errorName }]);
  });

  it('emits a record of a run whose interceptor throws', () => {
    const client = createClient().withOptions({
      circuitBreaker: false,
      interceptors: [
        () => {
          throw new RangeError('no more for today');
        },
      ],
    });
    const errors: unknown[] = [];
    const records = collectRecords(client, () =>
      client.chat.completions.create(streamed).subscribe({ error: (error: unknown) => errors.push(error) }),
    );

    expect(errors).toEqual([new RangeError('no more for today')]);
    expect(records).toMatchObject([{ outcome: 'failed', errorName: 'RangeError', attempts: 0 }]);
  });

  it('emits a record of a run that is cancelled, with its chunks so far', () => {
    const client = createClient({ marbles: '-r-a-b-f-(u|)', values });
    const records = collectRecords(client, () =>
      client.chat.completions.create(streamed).pipe(take(3)).subscribe(),
    );

    expect(records).toMatchObject([
      { outcome: 'cancelled', parts: 2, duration: 5, firstTokenAfter: 3, promptCharacters: 32 },
    ]);
    expect(records[0]).not.toHaveProperty('errorName');
  });

  it('records a run as completed if its subscriber unsubscribes after a whole answer', () => {
    const client = createClient({ marbles: '-a-(u|)', values });
    const records = collectRecords(client, () =>
      client.chat.completions.create(question).pipe(take(1)).subscribe(),
    );

    expect(records).toMatchObject([{ outcome: 'completed', ...bill }]);
    expect(records[0]).not.toHaveProperty('firstTokenAfter');
  });

  it('emits one record of a run with several attempts', () => {
    const retry = retryOnApiError({ jitter: () => 0 });
    const client = createClient('-#', '-#', '-a|');
    const records = collectRecords(client, () =>
      client.chat.completions.create(streamed, { retry }).subscribe(),
    );

    expect(records).toMatchObject([
      { outcome: 'completed', attempts: 3, duration: 1504, firstTokenAfter: 1503 },
    ]);
  });

  it('has the model that an interceptor has set, and does not count base64 as characters of the prompt', () => {
    const transport = scriptedTransport('-a|');
    const client = new VeniceClient({
      baseURL: 'http://test',
      transport,
      interceptors: [(request, next) => next({ ...request, model: 'other' })],
    });
    const url = `data:image/png;base64,${'A'.repeat(10_000)}`;
    const messages = [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] as const;
    const records = collectRecords(client, () =>
      client.chat.completions.create({ ...streamed, messages }).subscribe(),
    );

    expect(records[0]?.model).toBe('other');
    expect(records[0]?.promptCharacters).toBeLessThan(200);
  });

  it('emits the record of a run before the subscriber of the run is notified', () => {
    const order: string[] = [];
    const client = createClient('-a|', '-#');
    inVirtualTime(() => {
      usageRecords(client).subscribe(({ outcome }) => order.push(`record: ${outcome}`));
      client.chat.completions.create(streamed).subscribe({ complete: () => order.push('complete') });
      client.chat.completions.create(streamed).subscribe({ error: () => order.push('error') });
    });

    expect(order).toEqual(['record: failed', 'error', 'record: completed', 'complete']);
  });

  it('emits the record of a run before the run fails, even if `retry` throws', () => {
    const log: string[] = [];
    const retry = (): never => {
      throw new Error('fault');
    };
    const client = createClient('-a|').withOptions({ retry });
    usageRecords(client).subscribe(({ outcome }) => log.push(outcome));
    client.chat.completions
      .create(streamed)
      .subscribe({ error: (error: unknown) => log.push((error as Error).message) });

    expect(log).toEqual(['failed', 'fault']);
  });

  it('allows its subscriber to unsubscribe from a run during a notification', async () => {
    const client = createClient('---', '---');
    const log: unknown[] = [];
    const runs: Subscription[] = [];
    usageRecords(client).subscribe({
      next: ({ outcome }) => {
        log.push(outcome);
        runs[0]?.unsubscribe();
      },
      complete: () => log.push('complete'),
    });
    for (const number of [1, 2]) {
      const run = client.chat.completions.create(streamed);
      runs.push(run.subscribe({ error: () => log.push(number) }));
    }
    await client.close();

    expect(log).toEqual(['failed', 'failed', 2, 'complete']);
  });

  it('emits no records of runs that started before its first call', async () => {
    const client = createClient('---', '---');
    const log: unknown[] = [];
    client.chat.completions.create(streamed, { tags: { run: 'first' } }).subscribe({ error: noop });
    usageRecords(client).subscribe(({ tags }) => log.push(tags));
    client.chat.completions.create(streamed, { tags: { run: 'second' } }).subscribe({ error: noop });
    await client.close();

    expect(log).toEqual([{ run: 'second' }]);
  });

  it('completes immediately for a closed client', async () => {
    const client = createClient('---');
    await client.close();
    const log: unknown[] = [];
    usageRecords(client).subscribe({ complete: () => log.push('complete') });

    expect(log).toEqual(['complete']);
  });

  it('emits no record for a closed subscriber, and one for a subscriber that unsubscribes before the request', () => {
    const transport = scriptedTransport('-a|');
    const stopped: unknown[] = [];
    config.onStoppedNotification = (notification) => stopped.push(notification);
    const leaving = new Subject<void>();
    const limits = rateLimiter({
      estimateTokens: () => {
        leaving.next();
        return 1;
      },
    });
    const client = new VeniceClient({ baseURL: 'http://test', transport, limits });
    const records = collectRecords(client, () => {
      const chat = client.chat.completions.create(streamed);
      new Observable((subscriber) => {
        subscriber.complete();
        chat.subscribe(subscriber);
      }).subscribe();
      chat.pipe(takeUntil(leaving)).subscribe();
    });
    config.onStoppedNotification = null;

    expect(stopped).toEqual([]);
    expect(records.map(({ outcome }) => outcome)).toEqual(['cancelled']);
    expect(transport.requests).toEqual([]);
  });

  it('includes the runs of clients of withOptions, and completes when the original client is closed', async () => {
    const client = createClient('---a|', '---a|');
    const outcomes: string[] = [];
    const derived = client.withOptions({ timeouts: { total: 999 } });
    usageRecords(client).subscribe({
      next: ({ outcome }) => outcomes.push(outcome),
      complete: () => outcomes.push('end'),
    });
    derived.chat.completions.create(streamed).subscribe(ignore);
    await derived.close();
    client.chat.completions.create(streamed).subscribe(ignore);
    await client.close();

    expect(outcomes).toEqual(['failed', 'failed', 'end']);
  });

  it('emits records without text of the prompt or the answer', () => {
    const secret = 'a prompt for my eyes only';
    const client = createClient({ marbles: '-a|', values: { a: secret } });
    const messages = [{ role: 'user', content: secret }] as const;
    const records = collectRecords(client, () =>
      client.chat.completions.create({ ...streamed, messages }).subscribe(),
    );

    expect(records).toHaveLength(1);
    expect(JSON.stringify(records)).not.toContain('my eyes only');
  });

  it('emits exactly one record of every run, whatever fails or is cancelled', () => {
    const reply: fc.Arbitrary<ChatReply> = fc.oneof(
      fc.constantFrom('-a-b|', 'a|', '|', '-r-#', '#', '3s a|'),
      fc.constantFrom(400, 404, 429, 503).map((status) => ({ marbles: '--#', error: apiError(status) })),
      fc.constant({ marbles: '-a-x', values: { x: cut() } }),
    );
    const run = fc.record({
      startsAt: fc.nat({ max: 50 }),
      unsubscribesAfter: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
      takes: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      total: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
      isStream: fc.boolean(),
      isRetried: fc.boolean(),
      isInvalid: fc.boolean(),
      model: fc.constantFrom('m', 'n'),
    });
    const plan = fc.record({
      runs: fc.array(run, { minLength: 1, maxLength: 12 }),
      replies: fc.array(reply, { minLength: 1, maxLength: 6 }),
      concurrency: fc.integer({ min: 1, max: 4 }),
      threshold: fc.integer({ min: 2, max: 5 }),
    });
    let total = 0;
    fc.assert(
      fc.property(plan, ({ runs, replies, concurrency, threshold }) => {
        const limits = rateLimiter({ concurrency, maxQueue: 5 });
        const states: number[] = [];
        const transport = scriptedTransport((_request, index) => replies[index % replies.length]!);
        const client = new VeniceClient({
          baseURL: 'http://test',
          transport,
          limits,
          circuitBreaker: circuitBreaker({ threshold }),
        });
        const records = collectRecords(client, () => {
          limits.state.subscribe(({ running, waiting }) => states.push(running, waiting));
          for (const one of runs) {
            const request = {
              ...question,
              model: one.isInvalid ? '' : one.model,
              stream: one.isStream,
            };
            const options = {
              ...(one.isRetried && { retry: retryOnApiError({ jitter: () => 0 }) }),
              ...(one.total !== undefined && { timeouts: { total: one.total } }),
            };
            const chat: Observable<unknown> = client.chat.completions.create(request, options);
            const unsubscribe$ = one.unsubscribesAfter === undefined ? NEVER : timer(one.unsubscribesAfter);
            timer(one.startsAt)
              .pipe(mergeMap(() => chat.pipe(take(one.takes ?? Infinity), takeUntil(unsubscribe$))))
              .subscribe(ignore);
          }
        });
        total += records.length;
        expect(records).toHaveLength(runs.length);
        expect(records.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(transport.requests.length);
        expect(transport.requests.some(({ outcome }) => outcome === 'open')).toBe(false);
        expect(Math.max(...states.filter((_count, at) => at % 2 === 0))).toBeLessThanOrEqual(concurrency);
        expect(states.slice(-2)).toEqual([0, 0]);
      }),
      cases,
    );
    process.stdout.write(`usage log: ${caseCount} cases, ${total} runs, SEED=${seed}\n`);
  });
});
