import { type Observable, concatMap, first, map, mergeMap, of, retry, takeUntil, timer } from 'rxjs';
import {
  type Attempt,
  type RequestInterceptor,
  type RequestOptions,
  type UsageRecord,
  VeniceClient,
  type VeniceClientOptions,
  circuitBreaker,
  logger,
  type LogRecord,
  rateLimiter,
  retryOnApiError,
  spendingLimit,
  usageRecords,
} from 'venice-rx';
import {
  type RecordedRequest,
  type ScriptedTransport,
  bytes,
  chunk,
  finish,
  inVirtualTime,
  scriptedTransport,
  usage,
} from 'venice-rx/testing';
import { head } from '../support/replies.js';

const question = { model: 'default', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;
const answer = { marbles: 'a-f-(u|)', values: { a: chunk('Hello'), f: finish(), u: usage({ usd: 0.5 }) } };

/** Responds to each request after 10 ms: to chats with an answer, to others with what `respond` returns. */
function respondTo(
  respond: (request: RecordedRequest, index: number) => { status?: number; body?: object } = () => ({}),
): ScriptedTransport {
  return scriptedTransport((request, index) => {
    if (request.url.endsWith('/chat/completions')) return answer;
    const { status = 200, body = { data: [{ id: 'large' }] } } = respond(request, index);
    return timer(10).pipe(
      concatMap(() => [head(status, { 'cf-ray': `ray-${index}` }), bytes(JSON.stringify(body))]),
    );
  });
}

function createClient(transport: ScriptedTransport, options: VeniceClientOptions = {}): VeniceClient {
  return new VeniceClient({ baseURL: 'http://test', apiKey: false, transport, ...options });
}

const getName = (error: unknown): string => (error as Error).name;
const ignore = { error: () => undefined };
const sentAt = ({ requests }: ScriptedTransport): readonly number[] => requests.map((one) => one.sentAt);

describe('a request to any route', () => {
  it('waits for the limits of its model together with the chats of that model', () => {
    const transport = respondTo();
    const client = createClient(transport, { limits: rateLimiter({ requestsPerMinute: 1 }) });
    inVirtualTime(() => {
      client.chat.completions.create(question).subscribe();
      client.request({ path: '/embeddings', body: { model: 'default', input: 'Hi' } }).subscribe();
      client.request({ path: '/embeddings', body: { model: 'other', input: 'Hi' } }).subscribe();
      client.request({ path: '/embeddings?page=2', body: { input: 'Hi' } }).subscribe();
      client.request({ path: '/embeddings?page=3', body: { input: 'Hi' } }).subscribe();
      client.request({ path: '/embeddings', limits: 'none', body: { model: 'default' } }).subscribe();
    });

    // The last two are sent a minute after the first response in their queue: that of the chat starts at once, that of the route after 10 ms.
    expect(sentAt(transport)).toEqual([0, 0, 0, 0, 60_000, 60_010]);
  });

  it('counts as a failure of its model, and is not sent when the circuit is open', () => {
    const transport = respondTo(() => ({ status: 400 }));
    const client = createClient(transport, { circuitBreaker: circuitBreaker({ threshold: 3 }) });
    const errors: unknown[] = [];
    inVirtualTime(() => {
      for (const at of [0, 20, 40]) {
        timer(at)
          .pipe(mergeMap(() => client.request({ path: '/images', body: { model: 'artist' } })))
          .subscribe({ error: (error: unknown) => errors.push(getName(error)) });
      }
    });

    expect(errors).toEqual(['BadRequestError', 'BadRequestError', 'CircuitOpenError']);
  });

  it.each([
    ['retries a GET with the operator of the client', { path: '/models' }, 3],
    ['retries a POST with `retry: true`', { path: '/keys', body: {}, retry: true }, 3],
    ['retries a POST with its own operator', { path: '/keys', body: {}, retry: retryOnApiError() }, 3],
    ['does not retry a POST by default, since it may have had an effect', { path: '/keys', body: {} }, 1],
    ['does not retry a GET with `retry: false`', { path: '/models', retry: false }, 1],
  ] as const)('with the client option `retry`: %s', (_, request, attempts) => {
    const transport = respondTo(() => ({ status: 503 }));
    const client = createClient(transport, { retry: retryOnApiError() });
    inVirtualTime(() => {
      client.request(request).subscribe(ignore);
    });

    expect(transport.requests).toHaveLength(attempts);
  });

  it('has one usage record, with its operation, tags and request id', () => {
    const body = { id: 'img-1', model: 'painter-2', usage: { prompt_tokens: 3 }, cost: { usd: 0.25 } };
    const client = createClient(respondTo((_, index) => (index === 1 ? { status: 404 } : { body })));
    const records: UsageRecord[] = [];
    inVirtualTime(() => {
      usageRecords(client).subscribe((record) => records.push(record));
      client
        .request({ path: '/images?size=1', body: { model: 'painter' }, tags: { team: 'design' } })
        .subscribe();
      client.request({ path: '/keys', operation: 'keys' }).subscribe(ignore);
      client.models.list().subscribe();
    });

    expect(records).toEqual([
      {
        operation: 'POST /images',
        tags: { team: 'design' },
        id: 'img-1',
        requestId: 'ray-0',
        model: 'painter',
        answeredBy: 'painter-2',
        startedAt: 0,
        duration: 10,
        outcome: 'completed',
        attempts: 1,
        parts: 0,
        usage: { prompt_tokens: 3 },
        cost: { usd: 0.25 },
        isEstimated: false,
      },
      expect.objectContaining({
        operation: 'keys',
        model: '',
        requestId: 'ray-1',
        outcome: 'failed',
        errorName: 'NotFoundError',
      }),
    ]);
  });

  it('is recorded as completed if its subscriber unsubscribes after the value', () => {
    const client = createClient(respondTo());
    const records: UsageRecord[] = [];
    inVirtualTime(() => {
      usageRecords(client).subscribe((record) => records.push(record));
      client.request({ path: '/embeddings' }).pipe(first()).subscribe();
      client
        .request({ path: '/embeddings' })
        .pipe(takeUntil(timer(5)))
        .subscribe();
    });

    expect(records.map(({ outcome }) => outcome)).toEqual(['cancelled', 'completed']);
  });

  it.each([{ messages: null }, { messages: undefined }, { messages: 7 }, { model: null }])(
    'is recorded even if fields of a chat have other types in its body: %j',
    (body) => {
      const client = createClient(respondTo(), { limits: rateLimiter() });
      const records: UsageRecord[] = [];
      inVirtualTime(() => {
        usageRecords(client).subscribe((record) => records.push(record));
        client.request({ path: '/x', body }).subscribe();
      });

      expect(records).toEqual([expect.objectContaining({ operation: 'POST /x', outcome: 'completed' })]);
    },
  );

  it('is cancelled when its client is closed', () => {
    const transport = respondTo();
    const client = createClient(transport);
    const errors: unknown[] = [];
    inVirtualTime(() => {
      client
        .request({ path: '/models' })
        .subscribe({ error: (error: unknown) => errors.push(getName(error)) });
      timer(5).subscribe(() => void client.close());
    });

    expect(errors).toEqual(['ClientClosedError']);
    expect(transport.requests.map(({ outcome }) => outcome)).toEqual(['cancelled']);
  });
});

describe('the interceptors of all requests', () => {
  it('receive the HTTP request of every operation, and can change it', () => {
    const calls: unknown[] = [];
    const addHeader: RequestInterceptor = (request, next, { operation, number }) => {
      calls.push([operation, request.method, request.path, number]);
      return next({ ...request, headers: { ...request.headers, 'x-trace': `${calls.length}` } });
    };
    const transport = respondTo();
    const client = createClient(transport, { requestInterceptors: [addHeader] });
    inVirtualTime(() => {
      client.chat.completions.create(question).subscribe();
      client.models.traits().subscribe();
      client.request({ path: '/images', body: { model: 'painter' } }).subscribe();
    });

    expect(calls).toEqual([
      [{ name: 'chat.completions', model: 'default', isStreaming: true }, 'POST', '/chat/completions', 1],
      [{ name: 'models', model: '', isStreaming: false }, 'GET', '/models/traits', 1],
      [{ name: 'POST /images', model: 'painter', isStreaming: false }, 'POST', '/images', 1],
    ]);
    expect(transport.requests.map(({ headers }) => headers['x-trace'])).toEqual(['1', '2', '3']);
  });

  it('can send a request later or several times: each subscription sends it again', () => {
    const transport = respondTo((_, index) => ({ status: index === 0 ? 503 : 200 }));
    const delayAndRetry: RequestInterceptor = (request, next) => {
      const sent = next(request);
      return timer(100).pipe(mergeMap(() => sent.pipe(retry({ count: 1, delay: 100 }))));
    };
    const client = createClient(transport, {
      requestInterceptors: [delayAndRetry],
      timeouts: { headers: 50, idle: 20 },
    });
    const values: unknown[] = [];
    inVirtualTime(() => {
      client.models.list().subscribe((value) => values.push(value));
    });

    expect(sentAt(transport)).toEqual([100, 210]);
    expect(values).toEqual([[{ id: 'large' }]]);
  });

  it('can answer without the server; then the usage record has no cost', () => {
    const bill = { usage: { total_tokens: 7 }, cost: { usd: 1 } };
    const cached: RequestInterceptor = <T>() => of({ object: 'chat.completion', choices: [], ...bill } as T);
    const transport = respondTo();
    const client = createClient(transport, { requestInterceptors: [cached] });
    const records: UsageRecord[] = [];
    inVirtualTime(() => {
      usageRecords(client).subscribe((record) => records.push(record));
      client.chat.completions.create({ ...question, stream: false }).subscribe();
    });

    expect(transport.requests).toEqual([]);
    expect(records).toEqual([expect.objectContaining({ attempts: 0, outcome: 'completed' })]);
    expect(records[0]).not.toHaveProperty('cost');
  });

  it('use up no limit if they pass on a request that cannot be sent', () => {
    const transport = respondTo();
    let count = 0;
    const makeFirstInvalid: RequestInterceptor = (request, next) => {
      count += 1;
      return next(count === 1 ? { ...request, headers: { 'bad name': 'x' } } : request);
    };
    const limits = rateLimiter({ requestsPerMinute: 1 });
    const client = createClient(transport, { requestInterceptors: [makeFirstInvalid], limits });
    inVirtualTime(() => {
      client.request({ path: '/keys' }).subscribe(ignore);
      client.request({ path: '/keys' }).subscribe();
    });

    expect(sentAt(transport)).toEqual([0]);
  });

  it.each([
    ['headers', { headers: { 'x-a': 'line\nbreak' } }],
    ['path', { path: 'https://other.example' }],
    ['method', { method: 'PUT' }],
  ])('cannot send a request with invalid %s', (name, change) => {
    const transport = respondTo();
    const makeInvalid: RequestInterceptor = (request, next) => next({ ...request, ...(change as object) });
    const messages: string[] = [];
    inVirtualTime(() => {
      createClient(transport, { requestInterceptors: [makeInvalid] })
        .models.list()
        .subscribe({ error: (error: unknown) => messages.push(String(error)) });
    });

    expect(messages).toEqual([expect.stringMatching(new RegExp(`^TypeError: .*${name}`))]);
    expect(transport.requests).toEqual([]);
  });
});

describe('a model list in an interceptor of a chat', () => {
  const requestsBy = (lookUp: (client: () => VeniceClient) => Observable<unknown>): readonly string[] => {
    const transport = respondTo();
    const client: VeniceClient = createClient(transport, {
      limits: rateLimiter({ concurrency: 1 }),
      interceptors: [(request, next) => lookUp(() => client).pipe(mergeMap(() => next(request)))],
    });
    inVirtualTime(() => {
      const run = client.chat.completions.create(question).subscribe();
      timer(1000).subscribe(() => {
        run.unsubscribe();
      });
    });
    return transport.requests.map(({ url }) => url.slice('http://test'.length));
  };

  it('does not wait for the slot that its chat holds', () => {
    const sent = requestsBy((client) => client().models.list());

    expect(sent).toEqual(['/models', '/chat/completions']);
  });

  it('would wait for this slot if it were a request with limits (negative control)', () => {
    expect(requestsBy((client) => client().request({ path: '/models' }))).toEqual([]);
    expect(requestsBy((client) => client().request({ path: '/models', limits: 'none' }))).toEqual([
      '/models',
      '/chat/completions',
    ]);
  });
});

describe('tags', () => {
  const tags = { team: 'search' };

  it('are passed to interceptors, log records and usage records, but not sent', () => {
    const attempts: Attempt[] = [];
    const logged: LogRecord[] = [];
    const records: UsageRecord[] = [];
    const transport = respondTo();
    const client = createClient(transport, {
      interceptors: [logger({ write: (record) => logged.push(record) })],
      requestInterceptors: [
        (request, next, attempt) => {
          attempts.push(attempt);
          return next(request);
        },
      ],
    });
    inVirtualTime(() => {
      usageRecords(client).subscribe((record) => records.push(record));
      client.chat.completions.create(question, { tags }).subscribe();
      client.models.list({ tags }).subscribe();
    });

    expect(attempts.map((attempt) => attempt.tags)).toEqual([tags, tags]);
    expect(logged.map((record) => record.tags)).toEqual([tags, tags, tags]);
    expect(records.map((record) => record.tags)).toEqual([tags]);
    expect(JSON.stringify(transport.requests)).not.toContain('search');
  });

  it('divide the requests that a rate limiter with `per` counts', () => {
    const transport = respondTo();
    const client = createClient(transport, {
      limits: [rateLimiter({ per: 'team', requestsPerMinute: 1 }), rateLimiter()],
    });
    inVirtualTime(() => {
      for (const team of ['search', 'search', 'ads'])
        client.chat.completions.create(question, { tags: { team } }).subscribe();
    });

    expect(sentAt(transport)).toEqual([0, 0, 60_000]);
  });

  it('do not limit a wait that the server requests to one value: the limiter without `per` applies it to all', () => {
    const transport = scriptedTransport((_, index) =>
      index === 0
        ? timer(1).pipe(concatMap(() => [head(429, { 'retry-after': '30' }), bytes('{}')]))
        : answer,
    );
    const both = [rateLimiter({ per: 'team' }), rateLimiter()];
    const client = createClient(transport, { limits: both, circuitBreaker: false });
    inVirtualTime(() => {
      client.chat.completions.create(question, { tags: { team: 'ads' } }).subscribe(ignore);
      timer(5)
        .pipe(mergeMap(() => client.chat.completions.create(question, { tags })))
        .subscribe();
    });

    expect(sentAt(transport)).toEqual([0, 30_001]);
  });

  it('divide the money that a spending limit with `per` counts', () => {
    const transport = respondTo();
    const client = createClient(transport, { interceptors: [spendingLimit({ usd: 0.4, per: 'team' })] });
    const errors: unknown[] = [];
    inVirtualTime(() => {
      for (const [at, team] of [
        [0, 'search'],
        [100, 'search'],
        [100, 'ads'],
      ] as const) {
        timer(at)
          .pipe(mergeMap(() => client.chat.completions.create(question, { tags: { team } })))
          .subscribe({ error: (error: unknown) => errors.push([team, getName(error)]) });
      }
    });

    expect(errors).toEqual([['search', 'SpendingLimitError']]);
    expect(transport.requests).toHaveLength(2);
  });

  it('are not passed to `partitionBy`, which is not called for requests without limits', () => {
    const received: unknown[] = [];
    const client = createClient(respondTo(), {
      partitionBy: (request) => {
        received.push(request);
        return 'one';
      },
    });
    inVirtualTime(() => {
      client.models.list({ tags }).subscribe();
      client.request({ path: '/x', body: { model: 'm' }, tags }).subscribe();
    });

    expect(received).toEqual([{ messages: [], max_completion_tokens: 0, model: 'm' }]);
  });

  it.each([
    [{ team: 7 }, '`tags.team` must be a string; received a number'],
    [['search'], '`tags` must be an object of strings; received an array'],
    ['search', '`tags` must be an object of strings; received a string'],
  ])('must be an object of strings, not %j', (invalid, message) => {
    const client = createClient(respondTo());

    expect(() => client.models.list({ tags: invalid as never })).toThrow(new TypeError(message));
  });
});

describe('a new endpoint', () => {
  interface Embedding {
    readonly index: number;
    readonly embedding: readonly number[];
  }

  /** Limits, circuit breaker, retry, usage records, interceptors and teardown come with `client.request`. */
  class Embeddings {
    readonly #client: VeniceClient;

    constructor(client: VeniceClient) {
      this.#client = client;
    }

    create(
      body: { readonly model: string; readonly input: string },
      options: RequestOptions = {},
    ): Observable<readonly Embedding[]> {
      return this.#client
        .request<{ readonly data: readonly Embedding[] }>({
          operation: 'embeddings',
          path: '/embeddings',
          body,
          retry: true,
          ...options,
        })
        .pipe(map(({ data }) => data));
    }
  }

  it('has the retries, limits, interceptors and usage records of `client.request`', () => {
    const embedding = { index: 0, embedding: [0.5] };
    const transport = respondTo((_, index) =>
      index === 0 ? { status: 503 } : { body: { data: [embedding] } },
    );
    const operations: unknown[] = [];
    const client = createClient(transport, {
      retry: retryOnApiError({ jitter: () => 0 }),
      limits: rateLimiter({ requestsPerMinute: 5 }),
      requestInterceptors: [
        (request, next, { operation, number }) => {
          operations.push([operation.name, number]);
          return next(request);
        },
      ],
    });
    const records: UsageRecord[] = [];
    const values: unknown[] = [];
    inVirtualTime(() => {
      usageRecords(client).subscribe((record) => records.push(record));
      new Embeddings(client).create({ model: 'e5', input: 'Hi' }).subscribe((value) => values.push(value));
    });

    expect(values).toEqual([[embedding]]);
    expect(operations).toEqual([
      ['embeddings', 1],
      ['embeddings', 2],
    ]);
    expect(records).toEqual([expect.objectContaining({ operation: 'embeddings', model: 'e5', attempts: 2 })]);
  });
});
