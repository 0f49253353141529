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

/** The entries that are made while `play` is played. */
function collectEntries(client: VeniceClient, play: () => void): readonly UsageRecord[] {
  const entries: UsageRecord[] = [];
  inVirtualTime(() => {
    usageRecords(client).subscribe((entry) => entries.push(entry));
    play();
  });
  return entries;
}

const ignore = { error: () => undefined };

describe('usageRecords(client)', () => {
  it('has an entry for a run that completes, with what the server has counted and billed', () => {
    const client = createClient({ marbles: '-r-a 999ms b-f-(u|)', values });
    const entries = collectEntries(client, () => client.chat.completions.create(streamed).subscribe());

    expect(entries).toEqual([
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

  it('has one for a run that fails, is cut, or is refused before it is sent', () => {
    const client = createClient(
      { marbles: '-#', error: apiError(404) },
      { marbles: '-a-x', values: { x: cut() } },
    );
    const entries = collectEntries(client, () => {
      client.chat.completions.create(streamed).subscribe(ignore);
      client.chat.completions.create(streamed).subscribe(ignore);
      client.chat.completions.create({ ...streamed, messages: [] }).subscribe(ignore);
    });

    expect(entries).toMatchObject([
      { outcome: 'failed', errorName: 'RequestError', attempts: 0, parts: 0 },
      { outcome: 'failed', errorName: 'NotFoundError', attempts: 1, parts: 0, promptCharacters: 32 },
      { outcome: 'failed', errorName: 'TruncatedStreamError', attempts: 1, parts: 1 },
    ]);
    expect(entries[0]).not.toHaveProperty('promptCharacters');
  });

  it.each<[string, ChatRequestOptions, string]>([
    ['total', { timeouts: { total: 2 } }, 'APITimeoutError'],
    ['the signal', { signal: AbortSignal.abort() }, 'RequestAbortedError'],
  ])('has one for a run that %s ends', (_name, options, errorName) => {
    const client = createClient(...(errorName === 'APITimeoutError' ? ['---a|'] : []));
    const entries = collectEntries(client, () =>
      client.chat.completions.create(streamed, options).subscribe(ignore),
    );

    expect(entries).toMatchObject([{ outcome: 'failed', errorName }]);
  });

  it('has one for a run whose interceptor throws before it answers', () => {
    const client = createClient().withOptions({
      circuitBreaker: false,
      interceptors: [
        () => {
          throw new RangeError('no more for today');
        },
      ],
    });
    const errors: unknown[] = [];
    const entries = collectEntries(client, () =>
      client.chat.completions.create(streamed).subscribe({ error: (error: unknown) => errors.push(error) }),
    );

    expect(errors).toEqual([new RangeError('no more for today')]);
    expect(entries).toMatchObject([{ outcome: 'failed', errorName: 'RangeError', attempts: 0 }]);
  });

  it('has one for a run that is cancelled, with what it has seen', () => {
    const client = createClient({ marbles: '-r-a-b-f-(u|)', values });
    const entries = collectEntries(client, () =>
      client.chat.completions.create(streamed).pipe(take(3)).subscribe(),
    );

    expect(entries).toMatchObject([
      { outcome: 'cancelled', parts: 2, duration: 5, firstTokenAfter: 3, promptCharacters: 32 },
    ]);
    expect(entries[0]).not.toHaveProperty('errorName');
  });

  it('takes a whole answer for completed, though its subscriber leaves before the end', () => {
    const client = createClient({ marbles: '-a-(u|)', values });
    const entries = collectEntries(client, () =>
      client.chat.completions.create(question).pipe(take(1)).subscribe(),
    );

    expect(entries).toMatchObject([{ outcome: 'completed', ...bill }]);
    expect(entries[0]).not.toHaveProperty('firstTokenAfter');
  });

  it('counts the attempts of a run, and makes one entry of them', () => {
    const retry = retryOnApiError({ jitter: () => 0 });
    const client = createClient('-#', '-#', '-a|');
    const entries = collectEntries(client, () =>
      client.chat.completions.create(streamed, { retry }).subscribe(),
    );

    expect(entries).toMatchObject([
      { outcome: 'completed', attempts: 3, duration: 1504, firstTokenAfter: 1503 },
    ]);
  });

  it('names the model that interceptors put into the request, and counts no base64', () => {
    const transport = scriptedTransport('-a|');
    const client = new VeniceClient({
      baseURL: 'http://test',
      transport,
      interceptors: [(request, next) => next({ ...request, model: 'other' })],
    });
    const url = `data:image/png;base64,${'A'.repeat(10_000)}`;
    const messages = [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] as const;
    const entries = collectEntries(client, () =>
      client.chat.completions.create({ ...streamed, messages }).subscribe(),
    );

    expect(entries[0]?.model).toBe('other');
    expect(entries[0]?.promptCharacters).toBeLessThan(200);
  });

  it('tells of a run before the run itself ends', () => {
    const order: string[] = [];
    const client = createClient('-a|', '-#');
    inVirtualTime(() => {
      usageRecords(client).subscribe(({ outcome }) => order.push(`entry: ${outcome}`));
      client.chat.completions.create(streamed).subscribe({ complete: () => order.push('complete') });
      client.chat.completions.create(streamed).subscribe({ error: () => order.push('error') });
    });

    expect(order.sort()).toEqual(['complete', 'entry: completed', 'entry: failed', 'error']);
    expect(order.indexOf('entry: completed')).toBeGreaterThan(-1);
  });

  it('tells of a run whose `retry` throws before that ends', () => {
    const heard: string[] = [];
    const retry = (): never => {
      throw new Error('fault');
    };
    const client = createClient('-a|').withOptions({ retry });
    usageRecords(client).subscribe(({ outcome }) => heard.push(outcome));
    client.chat.completions
      .create(streamed)
      .subscribe({ error: (error: unknown) => heard.push((error as Error).message) });

    expect(heard).toEqual(['failed', 'fault']);
  });

  it('lets a subscriber leave a run when it is notified of it', async () => {
    const client = createClient('---', '---');
    const heard: unknown[] = [];
    const runs: Subscription[] = [];
    usageRecords(client).subscribe({
      next: ({ outcome }) => {
        heard.push(outcome);
        runs[0]?.unsubscribe();
      },
      complete: () => heard.push('complete'),
    });
    for (const number of [1, 2]) {
      const run = client.chat.completions.create(streamed);
      runs.push(run.subscribe({ error: () => heard.push(number) }));
    }
    await client.close();

    expect(heard).toEqual(['failed', 'failed', 2, 'complete']);
  });

  it('has no records of runs that started before it was first called', async () => {
    const client = createClient('---', '---');
    const heard: unknown[] = [];
    client.chat.completions.create(streamed, { tags: { run: 'first' } }).subscribe({ error: noop });
    usageRecords(client).subscribe(({ tags }) => heard.push(tags));
    client.chat.completions.create(streamed, { tags: { run: 'second' } }).subscribe({ error: noop });
    await client.close();

    expect(heard).toEqual([{ run: 'second' }]);
  });

  it('completes at once for a closed client', async () => {
    const client = createClient('---');
    await client.close();
    const heard: unknown[] = [];
    usageRecords(client).subscribe({ complete: () => heard.push('complete') });

    expect(heard).toEqual(['complete']);
  });

  it('begins nothing for a subscriber that has left', () => {
    const transport = scriptedTransport('-a|');
    const lost: unknown[] = [];
    config.onStoppedNotification = (notification) => lost.push(notification);
    const leaving = new Subject<void>();
    const limits = rateLimiter({
      estimateTokens: () => {
        leaving.next();
        return 1;
      },
    });
    const client = new VeniceClient({ baseURL: 'http://test', transport, limits });
    const entries = collectEntries(client, () => {
      const chat = client.chat.completions.create(streamed);
      new Observable((subscriber) => {
        subscriber.complete();
        chat.subscribe(subscriber);
      }).subscribe();
      chat.pipe(takeUntil(leaving)).subscribe();
    });
    config.onStoppedNotification = null;

    expect(lost).toEqual([]);
    expect(entries.map(({ outcome }) => outcome)).toEqual(['cancelled']);
    expect(transport.requests).toEqual([]);
  });

  it('has the runs of clients that withOptions made, and completes when the client is closed', async () => {
    const client = createClient('---a|', '---a|');
    const kinds: string[] = [];
    const derived = client.withOptions({ timeouts: { total: 999 } });
    usageRecords(client).subscribe({
      next: ({ outcome }) => kinds.push(outcome),
      complete: () => kinds.push('end'),
    });
    derived.chat.completions.create(streamed).subscribe(ignore);
    await derived.close();
    client.chat.completions.create(streamed).subscribe(ignore);
    await client.close();

    expect(kinds).toEqual(['failed', 'failed', 'end']);
  });

  it('holds no text', () => {
    const secret = 'a prompt for my eyes only';
    const client = createClient({ marbles: '-a|', values: { a: secret } });
    const messages = [{ role: 'user', content: secret }] as const;
    const entries = collectEntries(client, () =>
      client.chat.completions.create({ ...streamed, messages }).subscribe(),
    );

    expect(entries).toHaveLength(1);
    expect(JSON.stringify(entries)).not.toContain('my eyes only');
  });

  it('has exactly one entry for every run, whatever fails or is cancelled', () => {
    const reply: fc.Arbitrary<ChatReply> = fc.oneof(
      fc.constantFrom('-a-b|', 'a|', '|', '-r-#', '#', '3s a|'),
      fc.constantFrom(400, 404, 429, 503).map((status) => ({ marbles: '--#', error: apiError(status) })),
      fc.constant({ marbles: '-a-x', values: { x: cut() } }),
    );
    const run = fc.record({
      startsAt: fc.nat({ max: 50 }),
      leavesAfter: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
      takes: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      total: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
      isStream: fc.boolean(),
      isRetried: fc.boolean(),
      isWrong: fc.boolean(),
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
        const entries = collectEntries(client, () => {
          limits.state.subscribe(({ running, waiting }) => states.push(running, waiting));
          for (const one of runs) {
            const request = {
              ...question,
              model: one.isWrong ? '' : one.model,
              stream: one.isStream,
            };
            const options = {
              ...(one.isRetried && { retry: retryOnApiError({ jitter: () => 0 }) }),
              ...(one.total !== undefined && { timeouts: { total: one.total } }),
            };
            const chat: Observable<unknown> = client.chat.completions.create(request, options);
            const leaves = one.leavesAfter === undefined ? NEVER : timer(one.leavesAfter);
            timer(one.startsAt)
              .pipe(mergeMap(() => chat.pipe(take(one.takes ?? Infinity), takeUntil(leaves))))
              .subscribe(ignore);
          }
        });
        total += entries.length;
        expect(entries).toHaveLength(runs.length);
        expect(entries.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(transport.requests.length);
        expect(transport.requests.some(({ outcome }) => outcome === 'open')).toBe(false);
        expect(Math.max(...states.filter((_count, at) => at % 2 === 0))).toBeLessThanOrEqual(concurrency);
        expect(states.slice(-2)).toEqual([0, 0]);
      }),
      cases,
    );
    process.stdout.write(`usage log: ${caseCount} cases, ${total} runs, SEED=${seed}\n`);
  });
});
