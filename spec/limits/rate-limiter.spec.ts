import {
  NEVER,
  type Observable,
  concat,
  map,
  merge,
  mergeMap,
  of,
  onErrorResumeNextWith,
  range,
  take,
  tap,
} from 'rxjs';
import {
  APITimeoutError,
  type ChatLimiter,
  type TransportEvent,
  LimitExceededError,
  type LimiterState,
  spendingLimit,
  contentDeltas,
  estimateTokens,
  rateLimiter,
  retryOnApiError,
} from 'venice-rx';
import {
  type ChatReply,
  apiError,
  finish,
  inVirtualTime,
  scriptedTransport,
  sse,
  usage,
} from 'venice-rx/testing';
import { ask, createClient } from './asking.js';

/** Milliseconds at which each of `count` requests was sent. */
function sentAt(
  limits: ChatLimiter,
  count: number,
  {
    reply = '-a|',
    models = ['m'],
  }: { reply?: ChatReply | ((index: number) => ChatReply); models?: readonly string[] } = {},
): readonly number[] {
  const transport = scriptedTransport((_request, index) =>
    typeof reply === 'function' ? reply(index) : reply,
  );
  const client = createClient(transport, { limits });
  inVirtualTime(() => {
    range(0, count)
      .pipe(mergeMap((at) => ask(client, models[at % models.length]).pipe(onErrorResumeNextWith())))
      .subscribe();
  });
  return transport.requests.map(({ sentAt }) => sentAt);
}

/** An answer at once, with these headers and so many tokens. */
function answer(headers: Readonly<Record<string, string>>, tokens = 10): Observable<TransportEvent> {
  const counted = { prompt_tokens: 0, completion_tokens: tokens, total_tokens: tokens };
  return of<TransportEvent[]>(
    { type: 'head', status: 200, headers: { 'content-type': 'text/event-stream', ...headers } },
    sse(finish()),
    sse({ ...usage(), usage: counted }),
    sse('[DONE]'),
  );
}

const minute = 60_000;

describe('rateLimiter', () => {
  it('lets so many attempts run at once', () => {
    expect(sentAt(rateLimiter({ concurrency: 2 }), 5, { reply: '--a|' })).toEqual([0, 0, 3, 3, 6]);
  });

  it('sends so many requests in a minute; one counts until a minute after its answer has begun', () => {
    const limits = rateLimiter({ requestsPerMinute: 2 });

    expect(sentAt(limits, 5)).toEqual([0, 0, minute + 1, minute + 1, 2 * minute + 2]);
  });

  it('counts each model by itself', () => {
    const limits = rateLimiter({ requestsPerMinute: 1 });

    expect(sentAt(limits, 4, { models: ['m', 'n'] })).toEqual([0, 0, minute + 1, minute + 1]);
  });

  it('gives a free slot to the request that has waited longest, whatever the model', () => {
    const transport = scriptedTransport(() => '-a|');
    const client = createClient(transport, { limits: rateLimiter({ concurrency: 1 }) });
    inVirtualTime(() => {
      merge(...['a', 'b', 'a', 'b', 'c', 'a'].map((model) => ask(client, model))).subscribe();
    });

    const models = transport.requests.map(({ body }) => (body as { model: string }).model);
    expect(models).toEqual(['a', 'b', 'a', 'b', 'c', 'a']);
  });

  it('sends five requests before it has learned what the server allows', () => {
    const reset = { 'x-ratelimit-limit-requests': '7', 'x-ratelimit-reset-requests': '30' };

    expect(sentAt(rateLimiter(), 8, { reply: '-----a|' })).toEqual([0, 0, 0, 0, 0, 5, 5, 5]);
    expect(sentAt(rateLimiter(), 9, { reply: answer(reset) })).toEqual([0, 0, 0, 0, 0, 0, 0, 30_000, 30_000]);
  });

  it('leaves to others of the account what they have used', () => {
    const left = (index: number): Observable<TransportEvent> =>
      answer({
        'x-ratelimit-remaining-requests': String(index < 3 ? 2 - index : 9),
        'x-ratelimit-reset-requests': '30',
      });

    expect(sentAt(rateLimiter(), 6, { reply: left })).toEqual([0, 0, 0, 30_000, 30_000, 30_000]);
  });

  it('does not learn when it is told not to', () => {
    const headers = { 'x-ratelimit-limit-requests': '1', 'x-ratelimit-remaining-requests': '0' };

    expect(sentAt(rateLimiter({ learnsFromHeaders: false }), 7, { reply: answer(headers) })).toEqual(
      Array(7).fill(0),
    );
    expect(sentAt(rateLimiter(), 2, { reply: answer(headers) })).toEqual([0, minute]);
  });

  it('reserves tokens by an estimate, and settles them by the usage', () => {
    const limits = (tokensPerMinute: number): ChatLimiter =>
      rateLimiter({ tokensPerMinute, estimateTokens: () => 50, learnsFromHeaders: false });

    expect(sentAt(limits(100), 4, { reply: '-a|' })).toEqual([0, 0, minute + 2, minute + 2]);
    expect(sentAt(limits(100), 7, { reply: answer({}) })).toEqual([0, 0, 0, 0, 0, 0, minute]);
    expect(sentAt(limits(20), 2, { reply: answer({}) })).toEqual([0, minute]);
  });

  it('makes all attempts for a model wait where the server asks one of them to', () => {
    const limits = rateLimiter({ concurrency: 1 });
    const busy = { marbles: '-#', error: apiError(429, { headers: { 'retry-after': '10' } }) };

    expect(
      sentAt(limits, 4, { reply: (index) => (index === 0 ? busy : '-a|'), models: ['m', 'm', 'n', 'm'] }),
    ).toEqual([0, 1, 10_001, 10_003]);
  });

  it('holds no slot while another try waits, and gives each attempt one of its own', () => {
    inVirtualTime(({ expectObservable, expectSubscriptions }) => {
      const transport = scriptedTransport('-#', '-a|', '-b|');
      const retry = retryOnApiError({ jitter: () => 0 });
      const client = createClient(transport, { limits: rateLimiter({ concurrency: 1 }), retry });

      const result = merge(ask(client), ask(client)).pipe(contentDeltas());

      expectObservable(result).toBe('--a 499ms b|');
      expectSubscriptions(transport.subscriptions).toBe(['^!', '-^-!', '501ms ^-!']);
    });
  });

  it('gives up a place in the queue when a subscriber leaves, and emits nothing', () => {
    inVirtualTime(({ expectObservable, expectSubscriptions }) => {
      const transport = scriptedTransport('---a|', '-b|');
      const client = createClient(transport, { limits: rateLimiter({ concurrency: 1 }) });
      const deltas = ask(client).pipe(contentDeltas());

      expectObservable(deltas).toBe('            ---a|');
      expectObservable(deltas, ' --!').toBe('     ');
      expectObservable(deltas).toBe('            -----b|');
      expectSubscriptions(transport.subscriptions).toBe(['^---!', '----^-!']);
    });
  });

  it('lets a waiting run be ended by total, as any other', () => {
    inVirtualTime(({ expectObservable }) => {
      const limits = rateLimiter({ concurrency: 1 });
      const client = createClient(scriptedTransport('10ms a|'), { limits });
      const failure = new APITimeoutError({
        message: 'the run was not finished within 5 ms (timeouts.total)',
        phase: 'total',
        limit: 5,
      });

      ask(client).subscribe();

      expectObservable(ask(client.withOptions({ timeouts: { total: 5 } }))).toBe('-----#', {}, failure);
    });
  });

  it('refuses who comes to a queue that is full', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient(scriptedTransport('--a|', '-b|'), {
        limits: rateLimiter({ concurrency: 1, maxQueue: 1 }),
      });
      const deltas = ask(client).pipe(contentDeltas());
      const message = 'more than 1 requests are queued';

      expectObservable(deltas).toBe('--a|');
      expectObservable(deltas).toBe('----b|');
      expectObservable(deltas).toBe('#', {}, new LimitExceededError({ message, kind: 'queue', limit: 1 }));
    });
  });

  it('does not count who was refused among those who wait', () => {
    inVirtualTime(({ expectObservable }) => {
      const limits = rateLimiter({ concurrency: 1, maxQueue: 1 });
      const client = createClient(
        scriptedTransport(() => '--a|'),
        { limits },
      );

      range(0, 5)
        .pipe(mergeMap(() => ask(client).pipe(onErrorResumeNextWith())))
        .subscribe();

      expectObservable(limits.state.pipe(map(({ running, waiting }) => String(running + waiting)))).toBe(
        '2--1--0',
      );
    });
  });

  it('says how many run and how many wait', () => {
    inVirtualTime(({ expectObservable }) => {
      const limits = rateLimiter({ concurrency: 1 });
      const client = createClient(scriptedTransport('-a|', '-b|'), { limits });
      const states: Record<string, LimiterState> = {
        z: { running: 0, waiting: 0, waits: [] },
        r: { running: 1, waiting: 0, waits: [] },
        w: { running: 1, waiting: 1, waits: [{ model: 'm', waiting: 1, reason: 'concurrency' }] },
      };

      merge(ask(client), ask(client)).subscribe();

      expectObservable(limits.state).toBe('w-r-z', states);
    });
  });

  it('is shared by the clients that it is handed to', () => {
    const transport = scriptedTransport(() => '-a|');
    inVirtualTime(() => {
      const limits = rateLimiter({ requestsPerMinute: 1 });
      merge(ask(createClient(transport, { limits })), ask(createClient(transport, { limits }))).subscribe();
    });

    expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0, minute + 1]);
  });

  it('has given a slot back when a run says that it has ended', () => {
    const running: number[] = [];
    inVirtualTime(() => {
      const limits = rateLimiter({ concurrency: 1 });
      const client = createClient(scriptedTransport('-a|', '-#'), { limits });
      const note = (): void => {
        limits.state.pipe(take(1)).subscribe((state) => running.push(state.running));
      };
      concat(ask(client).pipe(tap({ complete: note })), ask(client).pipe(tap({ error: note }))).subscribe({
        error: () => undefined,
      });
    });

    expect(running).toEqual([0, 0]);
  });

  it('keeps no timer for those who wait for others', () => {
    const client = createClient(
      scriptedTransport(() => NEVER),
      { limits: rateLimiter({ concurrency: 1 }) },
    );
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const first = ask(client).subscribe();
    const before = timers();
    const waiting = range(0, 1000)
      .pipe(mergeMap(() => ask(client)))
      .subscribe();

    expect(timers()).toBe(before);
    waiting.unsubscribe();
    first.unsubscribe();
  });

  it('counts nothing for a request that was refused before it was sent', () => {
    const transport = scriptedTransport('-a|');
    inVirtualTime(() => {
      const client = createClient(transport, { limits: rateLimiter({ requestsPerMinute: 1 }) });
      ask(client, ' ').subscribe({ error: () => undefined });
      ask(client, ' ').subscribe({ error: () => undefined });
      ask(client, 'm').subscribe();
    });

    expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0]);
  });

  it('counts nothing for a request that an interceptor refuses for its costs', () => {
    const transport = scriptedTransport('-a|');
    inVirtualTime(({ expectObservable }) => {
      const limits = rateLimiter({ requestsPerMinute: 1 });
      const frugal = createClient(transport, { limits, interceptors: [spendingLimit({ usd: 0 })] });
      const refused = range(0, 3).pipe(mergeMap(() => ask(frugal).pipe(onErrorResumeNextWith())));

      expectObservable(concat(refused, ask(createClient(transport, { limits })).pipe(contentDeltas()))).toBe(
        '-a|',
      );
    });
  });

  it('delays no request for a usage that has no total', () => {
    const odd = { ...usage(), usage: { prompt_tokens: 1, completion_tokens: 1 } as never };
    const reply = { marbles: 'a(u|)', values: { u: odd } };

    expect(sentAt(rateLimiter({ learnsFromHeaders: false }), 3, { reply })).toEqual([0, 0, 0]);
    expect(sentAt(rateLimiter({ concurrency: 1 }), 3, { reply })).toEqual([0, 1, 2]);
  });

  it.each([
    ['no request', null],
    ['a length that is no number', { model: 'm', messages: [], max_tokens: Number.NaN, stream: true }],
    ['a negative one', { model: 'm', messages: [], max_tokens: -5000, stream: true }],
  ])('leaves it to the check to refuse %s', (_name, request) => {
    const names: string[] = [];
    const client = createClient(scriptedTransport(), { limits: rateLimiter() });

    client.chat.completions
      .create(request as never)
      .subscribe({ error: (error: unknown) => names.push((error as Error).name) });

    expect(names).toEqual(['RequestError']);
  });

  it.each([Number.NaN, -1, Infinity])(
    'fails with what names estimateTokens when that returns %p',
    (tokens) => {
      const failures: unknown[] = [];
      const limits = rateLimiter({ estimateTokens: () => tokens });

      ask(createClient(scriptedTransport(), { limits })).subscribe({
        error: (error: unknown) => failures.push(error),
      });

      const message = `\`estimateTokens\` must return a number of 0 or more; received ${tokens}`;
      expect(failures).toEqual([new TypeError(message)]);
    },
  );

  it.each(['concurrency', 'requestsPerMinute', 'tokensPerMinute', 'maxQueue'])('refuses no %s', (name) => {
    expect(() => rateLimiter({ [name]: 0 })).toThrow(
      new TypeError(`\`${name}\` must be a number of 1 or more; received 0`),
    );
  });
});

describe('estimateTokens', () => {
  it.each([
    ['a text', { content: '12345678' }, {}, 2 + 4 + 1000],
    [
      'parts',
      {
        content: [
          { type: 'text', text: '1234' },
          { type: 'image_url', image_url: { url: 'x' } },
        ],
      },
      {},
      1005,
    ],
    ['the limit of the answer', { content: '' }, { max_completion_tokens: 7, n: 2 }, 4 + 14],
    ['the limit under its older name', { content: '' }, { max_tokens: 7 }, 4 + 7],
  ])('goes by %s', (_name, message, settings, tokens) => {
    const messages = [{ role: 'user', ...message }] as never;

    expect(estimateTokens({ model: 'm', messages, ...settings })).toBe(tokens);
  });

  it('takes what is no list of messages for an empty one', () => {
    expect(estimateTokens({ model: 'm', messages: 5 as never })).toBe(1000);
  });
});
