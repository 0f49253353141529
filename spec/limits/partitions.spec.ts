import {
  NEVER,
  type Observable,
  Subject,
  asyncScheduler,
  catchError,
  concat,
  concatMap,
  from,
  map,
  merge,
  mergeMap,
  of,
  onErrorResumeNextWith,
  range,
  retry,
  toArray,
} from 'rxjs';
import {
  type ChatCompletionRequest,
  type ChatInterceptor,
  type ChatValue,
  type TransportEvent,
  type HttpTransport,
  LimitExceededError,
  type ModelCircuit,
  VeniceClient,
  type VeniceClientOptions,
  spendingLimit,
  circuitBreaker,
  rateLimiter,
} from 'venice-rx';
import {
  type ChatReply,
  apiError,
  bytes,
  head,
  inVirtualTime,
  scriptedTransport,
  usage,
} from 'venice-rx/testing';
import type * as MaxPartitions from '../../src/limits/max-partitions.js';
import { ModelLimits } from '../../src/limits/model-limits.js';
import { PartitionQueues } from '../../src/limits/partition-queues.js';
import { RequestQueue } from '../../src/limits/request-queue.js';
import { inspectEverything } from '../client/inspect-everything.js';
import type * as Cases from '../support/cases.js';
import { head as headOf, hello } from '../support/replies.js';
import { createClient } from './ask.js';

// 300 instead of 10,000, except with DEEP=1: specs have to exceed the maximum.
jest.mock('../../src/limits/max-partitions', () => ({
  maxPartitions: jest.requireActual<typeof Cases>('../support/cases').sized(300, 10_000),
}));
const { maxPartitions } = jest.requireMock<typeof MaxPartitions>('../../src/limits/max-partitions');

const minute = 60_000;
/** Without timers: virtual time keeps them in a sorted array, which would make thousands of runs slow. */
const noTimeouts = { headers: Infinity, firstToken: Infinity, idle: Infinity, outputIdle: Infinity };
const head429 = headOf(429, { 'retry-after': '60' });
const byUser = (request: ChatCompletionRequest): string => request.user ?? '';

/** Returns a chat of a user. */
function askAs(client: VeniceClient, user?: string, model = 'm'): Observable<unknown> {
  return client.chat.completions.create({
    model,
    messages: [{ role: 'user', content: user ?? 'Hi' }],
    stream: true,
    ...(user !== undefined && { user }),
  });
}

/** Returns the time and the user of each request, such as `0 bob`. */
function getSent(transport: ReturnType<typeof scriptedTransport>): readonly string[] {
  return transport.requests.map(({ sentAt, prompt }) => `${sentAt} ${prompt}`);
}

/** Emits `answered` when a run has completed, or the name of its error. */
function getOutcome(run: Observable<unknown>): Observable<string> {
  return run.pipe(
    toArray(),
    map(() => 'answered'),
    catchError((error: unknown) => of((error as Error).name)),
  );
}

/** Starts a run of each user, all at time 0. Returns the time and the user of each request. */
function play(
  users: readonly string[],
  reply: (prompt: string, index: number) => ChatReply,
  options: VeniceClientOptions,
): readonly string[] {
  const transport = scriptedTransport(({ prompt }, index) => reply(prompt, index));
  inVirtualTime(() => {
    const client = createClient(transport, options);
    from(users)
      .pipe(mergeMap((user) => askAs(client, user).pipe(onErrorResumeNextWith())))
      .subscribe();
  });
  return getSent(transport);
}

/** The ways in which a client can assign requests to tenants. */
const partitioned: readonly (readonly [string, VeniceClientOptions])[] = [
  ['partitionBy', { partitionBy: byUser }],
  ['the user of a request', {}],
];

describe.each(partitioned)('partitions by %s', (_name, options) => {
  it('count limits separately', () => {
    const limits = rateLimiter({ requestsPerMinute: 1 });

    expect(play(['bob', 'bob', 'alice'], () => '-a|', { ...options, limits })).toEqual([
      '0 bob',
      '0 alice',
      `${minute + 1} bob`,
    ]);
  });

  it('learn limits separately', () => {
    const headers = { 'x-ratelimit-limit-requests': '1', 'x-ratelimit-remaining-requests': '0' };
    const reply = (user: string): ChatReply =>
      user === 'bob' ? { marbles: 'h-a|', values: { h: head(headers) } } : 'a|';

    const limits = rateLimiter();
    const users = [...Array<string>(6).fill('bob'), ...Array<string>(6).fill('alice')];
    const atOnce = play(users, reply, { ...options, limits }).filter((entry) => entry.startsWith('0 '));

    expect(atOnce.filter((entry) => entry === '0 alice')).toHaveLength(6);
    expect(atOnce.filter((entry) => entry === '0 bob')).toHaveLength(5);
  });

  it('pause separately when the server requests it', () => {
    const transport = scriptedTransport(({ prompt }, index) =>
      prompt === 'bob' && index === 0
        ? { marbles: '#', error: apiError(429, { headers: { 'retry-after': '10' } }) }
        : '-a|',
    );
    inVirtualTime(() => {
      const client = createClient(transport, { ...options, limits: rateLimiter() });
      const askFor = (user: string): Observable<unknown> => askAs(client, user).pipe(onErrorResumeNextWith());
      concat(askFor('bob'), merge(askFor('bob'), askFor('alice'))).subscribe();
    });

    expect(getSent(transport)).toEqual(['0 bob', '0 alice', '10000 bob']);
  });

  it('count failures separately', () => {
    const ends: string[] = [];
    const transport = scriptedTransport(({ prompt }) =>
      prompt === 'bob' ? { marbles: '#', error: apiError(401) } : 'a|',
    );
    inVirtualTime(() => {
      const client = createClient(transport, { ...options, circuitBreaker: circuitBreaker() });
      concat(
        range(0, 10).pipe(concatMap(() => getOutcome(askAs(client, 'bob')))),
        getOutcome(askAs(client, 'alice')),
        getOutcome(askAs(client, 'bob')),
      ).subscribe((end) => ends.push(end));
    });

    expect(ends.slice(9)).toEqual(['CircuitOpenError', 'answered', 'CircuitOpenError']);
  });

  it('are locked out separately', () => {
    const locked = apiError(429, {
      message: 'Too many failed attempts. Wait.',
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-resets': '40' },
    });
    const transport = scriptedTransport(({ prompt }) =>
      prompt === 'bob' ? { marbles: '#', error: locked } : 'a|',
    );
    inVirtualTime(() => {
      const client = createClient(transport, { ...options, circuitBreaker: circuitBreaker() });
      concat(
        ...['bob', 'alice', 'bob', 'alice'].map((user) => askAs(client, user).pipe(onErrorResumeNextWith())),
      ).subscribe();
    });

    expect(getSent(transport)).toEqual(['0 bob', '0 alice', '1 alice']);
  });

  it('spend separately', () => {
    const billed = { marbles: '(abu|)', values: { b: usage(), u: usage({ usd: 0.4 }) } };
    const transport = scriptedTransport(() => billed);
    const ends: string[] = [];
    inVirtualTime(() => {
      const client = createClient(transport, { ...options, interceptors: [spendingLimit({ usd: 0.5 })] });
      concat(...['bob', 'bob', 'bob', 'alice'].map((user) => getOutcome(askAs(client, user)))).subscribe(
        (end) => ends.push(end),
      );
    });

    expect(ends).toEqual(['answered', 'answered', 'SpendingLimitError', 'answered']);
  });
});

describe('the default partition', () => {
  const logPartition =
    (names: string[]): ChatInterceptor =>
    (request, next, { partition }) => {
      names.push(partition);
      return next(request);
    };

  /** Returns the partition of a run with each of these client options, requests and request options. */
  function getPartitions(
    ...runs: readonly (readonly [VeniceClientOptions, Partial<ChatCompletionRequest>?, object?])[]
  ): readonly string[] {
    const names: string[] = [];
    for (const [options, request = {}, more = {}] of runs) {
      const client = createClient(() => hello(), { ...options, interceptors: [logPartition(names)] });
      client.chat.completions
        .create(
          { model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...request, stream: true } as never,
          more,
        )
        .subscribe();
    }
    return names;
  }

  it('has no name if there is neither a key nor a user', () => {
    expect(getPartitions([{}], [{ apiKey: false }])).toEqual(['', '']);
  });

  it('is the same for the same key, as a string, a function, an Observable or a header', () => {
    const [first, ...others] = getPartitions(
      [{ apiKey: 'key-1' }],
      [{ apiKey: ' key-1\n' }],
      [{ apiKey: () => 'key-1' }],
      [{ apiKey: () => of('key-1') }],
      [{ headers: { Authorization: 'Bearer key-1' } }],
      [{ apiKey: 'another' }, {}, { headers: { authorization: 'Bearer key-1' } }],
      [{ apiKey: 'key-1', headers: { 'x-app': '1' } }],
    );

    expect(others).toEqual(Array(6).fill(first));
  });

  it('differs for another key, key header or user', () => {
    const names = getPartitions(
      [{}],
      [{ apiKey: 'key-1' }],
      [{ apiKey: () => 'key-2' }],
      [{ apiKey: 'key-1' }, {}, { headers: { 'x-api-key': '1' } }],
      [{ apiKey: 'key-1' }, { user: 'alice' }],
      [{ apiKey: 'key-1' }, { user: 'bob' }],
      [{ apiKey: 'key-1' }, {}, { extraBody: { user: 'carol' } }],
      [{}, { user: 'alice' }],
      [{ apiKey: 'key-1' }, { user: '' }],
    );

    expect(new Set(names).size).toBe(names.length);
  });

  it('shows neither the key nor the user, and is short', () => {
    const name = getPartitions([{ apiKey: 'key-of-alice' }, { user: 'alice'.repeat(1000) }])[0] ?? '';

    expect(name).toMatch(/^[0-9a-z]{14}$/);
  });

  it('is the same for all runs of a client with one key, or without a key', () => {
    for (const apiKey of ['key', () => 'key', false] as const) {
      const limits = rateLimiter({ requestsPerMinute: 2 });
      const transport = scriptedTransport(() => 'a|');
      inVirtualTime(() => {
        const client = createClient(transport, { apiKey, limits });
        merge(askAs(client), askAs(client), askAs(client)).subscribe();
      });

      expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0, 0, minute]);
    }
  });

  it('is separate for names that are equal when joined, and for `__proto__`', () => {
    const limits = rateLimiter({ requestsPerMinute: 1 });
    const transport = scriptedTransport(() => 'a|');
    inVirtualTime(() => {
      const client = createClient(transport, { limits, partitionBy: byUser });
      merge(askAs(client, 'a\nb', 'c'), askAs(client, 'a', 'b\nc'), askAs(client, '__proto__')).subscribe();
    });

    expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0, 0, 0]);
  });
});

describe('partitionBy', () => {
  it('is called once for every attempt, with the request', () => {
    const requests: ChatCompletionRequest[] = [];
    const transport = scriptedTransport({ marbles: '#', error: apiError(503) }, 'a|');
    inVirtualTime(() => {
      const client = createClient(transport, {
        partitionBy: (request) => {
          requests.push(request);
          return 'alice';
        },
        retry: retry({ count: 1 }),
        limits: rateLimiter(),
        interceptors: [(request, next) => next(request)],
      });
      askAs(client).subscribe();
    });

    expect(requests).toHaveLength(2);
    expect(requests[0]).toMatchObject({ model: 'm', stream: true });
  });

  it('is called first, before the limits, the key function, the interceptors and the request', () => {
    const order: string[] = [];
    const log = (name: string): void => void order.push(`${asyncScheduler.now()} ${name}`);
    const transport: HttpTransport = () => {
      log('sent');
      return hello();
    };
    const play = (options: VeniceClientOptions): readonly string[] => {
      order.length = 0;
      inVirtualTime(() => {
        const client = createClient(transport, {
          ...options,
          limits: rateLimiter({ requestsPerMinute: 1 }),
          apiKey: () => {
            log('key');
            return 'key';
          },
          interceptors: [
            (request, next) => {
              log('interceptor');
              return next(request);
            },
          ],
        });
        askAs(client).subscribe();
        askAs(client).subscribe();
      });
      return [...order];
    };
    const partitionBy = (): string => {
      log('partition');
      return '';
    };
    const sending = (at: number): readonly string[] => [`${at} interceptor`, `${at} sent`];

    expect(play({ partitionBy })).toEqual([
      ...['0 partition', '0 key', ...sending(0)],
      ...['0 partition', `${minute} key`, ...sending(minute)],
    ]);
    expect(play({})).toEqual(['0 key', ...sending(0), '0 key', ...sending(minute)]);
  });

  it.each([
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 42, 'a number'],
    ['an array', ['alice'], 'an array'],
    ['a Promise', Promise.resolve('alice'), 'an object'],
    ['a string that is too long', 'x'.repeat(257), '257 characters'],
  ])('fails the run if it returns %s', (_name, partition, received) => {
    const errors: unknown[] = [];
    const transport = scriptedTransport('a|');
    for (const retried of [false, retry<ChatValue>({ count: 1 })] as const) {
      const client = createClient(transport, { partitionBy: () => partition as never, retry: retried });
      askAs(client).subscribe({ error: (error: unknown) => errors.push(error) });
    }

    const message = `\`partitionBy\` must return a string of at most 256 characters; received ${received}`;
    expect(errors).toEqual([new TypeError(message), new TypeError(message)]);
    expect(transport.requests).toEqual([]);
  });

  it('fails the run with the error that it throws', () => {
    const fault = new Error('fault');
    const errors: unknown[] = [];
    const partitionBy = (): string => {
      throw fault;
    };
    askAs(createClient(scriptedTransport('a|'), { partitionBy })).subscribe({
      error: (error: unknown) => errors.push(error),
    });

    expect(errors).toEqual([fault]);
  });

  it('accepts names of 256 characters, and is not called with an invalid request', () => {
    const name = 'x'.repeat(256);
    const circuits: (readonly ModelCircuit[])[] = [];
    const errors: string[] = [];
    inVirtualTime(() => {
      const missing = { marbles: '#', error: apiError(404) };
      const client = createClient(scriptedTransport(missing), {
        partitionBy: ({ model }) => model && name,
        circuitBreaker: circuitBreaker(),
      });
      client.circuits.subscribe((models) => circuits.push(models));
      askAs(client).subscribe({ error: () => undefined });
      client.chat.completions
        .create(null as never)
        .subscribe({ error: (error: unknown) => errors.push((error as Error).name) });
    });

    expect(circuits[1]).toMatchObject([{ model: 'm', partition: name, failures: 1 }]);
    expect(errors).toEqual(['RequestError']);
  });

  it.each([['a string'], [5], [null]])('must be a function: %p', (partitionBy) => {
    const create = (): unknown => new VeniceClient({ partitionBy: partitionBy as never });

    expect(create).toThrow(TypeError);
    expect(create).toThrow('`partitionBy` must be a function');
  });
});

describe('client.circuits', () => {
  it('has an entry for each partition, and shows no key', () => {
    const circuits: (readonly ModelCircuit[])[] = [];
    const client = createClient(
      scriptedTransport(() => ({ marbles: '#', error: apiError(401) })),
      { circuitBreaker: circuitBreaker(), apiKey: () => keys.shift() ?? '' },
    );
    const keys = ['key-of-alice-1', 'key-of-bob-1', 'key-of-alice-1'];
    inVirtualTime(() => {
      client.circuits.subscribe((models) => circuits.push(models));
      range(0, 3)
        .pipe(mergeMap(() => askAs(client).pipe(onErrorResumeNextWith())))
        .subscribe();
    });
    const afterLastFailure = circuits[3] ?? [];

    expect(afterLastFailure.map(({ model, failures }) => [model, failures])).toEqual([
      ['m', 2],
      ['m', 1],
    ]);
    expect(new Set(afterLastFailure.map(({ partition }) => partition)).size).toBe(2);
    expect(inspectEverything([circuits, client])).not.toContain('key-of');
    expect(circuits.at(-1)).toEqual([]);
  });
});

describe('a key function that fails', () => {
  it.each<[string, () => string | Observable<string> | PromiseLike<string>]>([
    [
      'throws',
      () =>
        ((): never => {
          throw new Error('no vault');
        })(),
    ],
    ['returns an empty string', () => ''],
    [
      'throws an error of another server',
      () => {
        throw apiError(429, { headers: { 'retry-after': '99' } });
      },
    ],
  ])('does not count for the limits, nor as a failure: it %s', (_name, broken) => {
    const transport = scriptedTransport('a|');
    inVirtualTime(() => {
      let calls = 0;
      const client = createClient(transport, {
        apiKey: () => ((calls += 1) <= 3 ? broken() : 'key'),
        partitionBy: () => '',
        limits: rateLimiter({ requestsPerMinute: 1 }),
        circuitBreaker: circuitBreaker({ threshold: 2 }),
      });
      range(0, 4)
        .pipe(mergeMap(() => askAs(client).pipe(onErrorResumeNextWith()), 1))
        .subscribe();
    });

    expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0]);
  });
});

describe('slots of concurrency', () => {
  it('go to the partitions in turn', () => {
    const users = [...Array<string>(300).fill('bob'), 'alice', 'carol', 'alice'];
    const order = play(users, () => 'a|', { limits: rateLimiter({ concurrency: 1 }), partitionBy: byUser });

    expect(order).toHaveLength(303);
    expect(order.slice(0, 8).map((entry) => entry.split(' ')[1])).toEqual([
      ...['bob', 'bob', 'alice', 'carol', 'bob', 'alice', 'bob', 'bob'],
    ]);
  });

  it('go to the attempt that has waited longest within a partition, whatever the model', () => {
    const transport = scriptedTransport(() => '-a|');
    const chats = ['bob a', 'bob b', 'bob a', 'eve a', 'bob b', 'bob c', 'eve b', 'bob a'];
    inVirtualTime(() => {
      const client = createClient(transport, {
        limits: rateLimiter({ concurrency: 1 }),
        partitionBy: byUser,
      });
      merge(
        ...chats.map((entry) => {
          const [user = '', model] = entry.split(' ');
          return askAs(client, user, model);
        }),
      ).subscribe();
    });

    const order = transport.requests.map(
      ({ body, prompt }) => `${prompt} ${(body as { model: string }).model}`,
    );
    expect(order).toEqual(['bob a', 'bob b', 'eve a', 'bob a', 'eve b', 'bob b', 'bob c', 'bob a']);
  });

  it('skip a partition whose attempts have unsubscribed or wait for another limit', () => {
    const transport = scriptedTransport(() => '-a|');
    inVirtualTime(() => {
      const limits = rateLimiter({ concurrency: 1, requestsPerMinute: 2 });
      const client = createClient(transport, { limits, partitionBy: byUser });
      merge(...['bob', 'bob', 'bob'].map((user) => askAs(client, user))).subscribe();
      askAs(client, 'alice').subscribe().unsubscribe();
      askAs(client, 'carol').subscribe();
    });

    expect(getSent(transport)).toEqual(['0 bob', '2 bob', '4 carol', `${minute + 1} bob`]);
  });

  it('keep no queue of a partition whose only attempt has unsubscribed', () => {
    const limits = rateLimiter({ concurrency: 1 });
    const client = createClient(() => NEVER, { limits, partitionBy: byUser, timeouts: noTimeouts });
    const added = jest.spyOn(PartitionQueues.prototype, 'add');
    askAs(client, 'bob').subscribe();
    for (let at = 0; at < 1000; at += 1) askAs(client, String(at)).subscribe().unsubscribe();
    const queues = added.mock.contexts as unknown as readonly PartitionQueues[];

    expect(queues).toHaveLength(1000);
    expect(queues.filter(({ size }) => size > 0)).toEqual([]);
    added.mockRestore();
  });

  it('cost fewer than ten calls of `pump` per attempt, however many partitions wait', () => {
    const count = maxPartitions;
    const running: Subject<TransportEvent>[] = [];
    const transport: HttpTransport = () => {
      const answer = new Subject<TransportEvent>();
      running.push(answer);
      return answer;
    };
    let answered = 0;
    const limits = rateLimiter({ concurrency: 100 });
    const client = createClient(transport, { limits, partitionBy: byUser, timeouts: noTimeouts });
    const pumps = jest.spyOn(RequestQueue.prototype, 'pump');
    for (let at = 0; at < count; at += 1)
      askAs(client, String(at)).subscribe({ complete: () => (answered += 1) });
    for (let at = 0; at < count; at += 1) hello().subscribe(running[at]);

    expect(answered).toBe(count);
    expect(pumps.mock.calls.length).toBeLessThan(10 * count);
    pumps.mockRestore();
  });
});

describe('the queue of a limiter', () => {
  it('is limited for each partition', () => {
    const outcomes: Record<string, number> = {};
    const client = createClient(() => NEVER, {
      limits: rateLimiter({ concurrency: 1, maxQueue: 2 }),
      partitionBy: byUser,
      timeouts: noTimeouts,
    });
    for (const user of [...Array<string>(10).fill('bob'), 'alice', 'alice', 'alice'])
      askAs(client, user).subscribe({ error: () => (outcomes[user] = (outcomes[user] ?? 0) + 1) });

    expect(outcomes).toEqual({ bob: 7, alice: 1 });
  });

  it('is limited for all partitions together, but each can have one waiting attempt', () => {
    const limits = rateLimiter({ concurrency: 1, maxQueue: 2 });
    const client = createClient(() => NEVER, { limits, partitionBy: byUser, timeouts: noTimeouts });
    const errors: unknown[] = [];
    let waiting = 0;
    limits.state.subscribe((state) => ({ waiting } = state));
    const ask = (user: string, model?: string): void =>
      void askAs(client, user, model).subscribe({ error: (error: unknown) => errors.push(error) });

    for (let at = 0; at < 30; at += 1) ask('bob', `model ${at}`);
    expect([waiting, errors.length]).toEqual([20, 9]);
    ask('alice');
    ask('alice');
    expect([waiting, errors.length]).toEqual([21, 10]);
    const message = 'too many requests are queued in all partitions together (limit: 20)';
    expect(errors).toEqual(Array(10).fill(new LimitExceededError({ message, kind: 'queue', limit: 20 })));
  });

  it('is limited to maxPartitions more attempts for made-up partition names', () => {
    const limits = rateLimiter({ concurrency: 1, maxQueue: 1 });
    const client = createClient(() => NEVER, { limits, partitionBy: byUser, timeouts: noTimeouts });
    let waiting = 0;
    let rejected = 0;
    limits.state.subscribe((state) => ({ waiting } = state));
    for (let at = 0; at < maxPartitions + 100; at += 1)
      askAs(client, `made up ${at}`).subscribe({ error: () => (rejected += 1) });

    expect([waiting, rejected]).toEqual([maxPartitions + 10, 89]);
  });
});

describe('more than 10,000 partitions', () => {
  it('exceed maxPartitions', () => {
    const actual = jest.requireActual<typeof MaxPartitions>('../../src/limits/max-partitions');

    expect(actual.maxPartitions).toBe(10_000);
  });

  it('cost fewer than 12 reads of `isIdle` per attempt', () => {
    const count = 1.5 * maxPartitions;
    const reads = jest.spyOn(ModelLimits.prototype, 'isIdle', 'get');
    let answered = 0;
    const client = createClient(() => hello(), {
      limits: rateLimiter(),
      circuitBreaker: circuitBreaker(),
      partitionBy: byUser,
    });
    for (let at = 0; at < count; at += 1)
      askAs(client, String(at)).subscribe({ complete: () => (answered += 1) });

    expect(answered).toBe(count);
    expect(reads.mock.calls.length).toBeLessThan(12 * count);
    reads.mockRestore();
  });

  it('do not remove a partition in use, which keeps its pause', () => {
    const sentBy: string[] = [];
    const transport: HttpTransport = ({ body }) => {
      const { user } = JSON.parse(String(body)) as { user: string };
      sentBy.push(`${asyncScheduler.now()} ${user}`);
      return user === 'bob' ? of(head429, bytes('{"error":"slow down"}')) : hello();
    };
    inVirtualTime(() => {
      const limits = rateLimiter();
      const client = createClient(transport, { limits, partitionBy: byUser, timeouts: noTimeouts });
      const bob = askAs(client, 'bob').pipe(onErrorResumeNextWith());
      bob.subscribe();
      for (let at = 0; at < 1.2 * maxPartitions; at += 1) {
        askAs(client, String(at)).subscribe();
        if (at % (maxPartitions / 10) === 0) bob.subscribe().unsubscribe();
      }
      bob.subscribe();
    });

    expect(sentBy.filter((entry) => entry.endsWith(' bob'))).toEqual(['0 bob', '60000 bob']);
  });
});

describe('a spending limit', () => {
  const billed: ChatReply = { marbles: '(au|)', values: { u: usage({ usd: 1 }) } };

  it('with `perPartition: false` is one limit for all partitions', () => {
    const config = { usd: 2, perPartition: false };

    expect(
      play(['a', 'b', 'c', 'd'], () => billed, {
        interceptors: [spendingLimit(config)],
        partitionBy: byUser,
        limits: rateLimiter({ concurrency: 1 }),
      }),
    ).toEqual(['0 a', '0 b']);
  });

  it('is shared by all further partitions once maxPartitions of them have spent money', () => {
    let count = 0;
    const bill: ChatInterceptor = (request, next) =>
      next(request).pipe(map((value) => ({ ...value, cost: { usd: 1 } as never })));
    const client = createClient(() => hello(), {
      interceptors: [spendingLimit({ usd: 1 }), bill],
      partitionBy: byUser,
    });
    const ask = (user: string): void =>
      void askAs(client, user).subscribe({ complete: () => (count += 1), error: () => undefined });

    for (let at = 0; at < 1.2 * maxPartitions; at += 1) ask(`made up ${at}`);
    ask('made up 0');

    expect(count).toBe(maxPartitions + 1);
  });

  it('does not keep partitions that have spent nothing', () => {
    let count = 0;
    const bill: ChatInterceptor = (request, next) =>
      next(request).pipe(
        map((value) => ({ ...value, cost: { usd: request.user === 'free' ? 0 : 1 } as never })),
      );
    const client = createClient(() => hello(), {
      interceptors: [spendingLimit({ usd: 1 }), bill],
      partitionBy: ({ user = '' }) => (user === 'free' ? `free ${(count += 1)}` : user),
    });
    const outcomes: string[] = [];
    for (let at = 0; at < 1.2 * maxPartitions; at += 1) askAs(client, 'free').subscribe();
    for (const user of ['alice', 'bob', 'alice'])
      askAs(client, user).subscribe({
        complete: () => outcomes.push(`${user} paid`),
        error: () => outcomes.push(`${user} was rejected`),
      });

    expect(outcomes).toEqual(['alice paid', 'bob paid', 'alice was rejected']);
  });

  it('can be called without an attempt', () => {
    const intercept = spendingLimit({ usd: 1 }) as unknown as (
      request: unknown,
      next: () => Observable<unknown>,
    ) => Observable<unknown>;
    const values: unknown[] = [];
    intercept({ model: 'm' }, () => of({ choices: [] })).subscribe((value) => values.push(value));

    expect(values).toHaveLength(1);
  });
});
