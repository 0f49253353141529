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
import { ask, createClient } from './ask.js';

/** Returns the time of each of `count` requests, in virtual milliseconds. */
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

/** Returns an answer that arrives at once, with these headers and this number of tokens. */
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
  it('runs at most `concurrency` attempts at once', () => {
    expect(sentAt(rateLimiter({ concurrency: 2 }), 5, { reply: '--a|' })).toEqual([0, 0, 3, 3, 6]);
  });

  it('counts a request for `requestsPerMinute` until a minute after its response has started', () => {
    const limits = rateLimiter({ requestsPerMinute: 2 });

    expect(sentAt(limits, 5)).toEqual([0, 0, minute + 1, minute + 1, 2 * minute + 2]);
  });

  it('counts the requests of each model separately', () => {
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

  it('runs five requests at once until the head of the first response has arrived', () => {
    const reset = { 'x-ratelimit-limit-requests': '7', 'x-ratelimit-reset-requests': '30' };

    expect(sentAt(rateLimiter(), 8, { reply: '-----a|' })).toEqual([0, 0, 0, 0, 0, 5, 5, 5]);
    expect(sentAt(rateLimiter(), 9, { reply: answer(reset) })).toEqual([0, 0, 0, 0, 0, 0, 0, 30_000, 30_000]);
  });

  it('respects the remaining requests of the server, which other users of the account reduce', () => {
    const remaining = (index: number): Observable<TransportEvent> =>
      answer({
        'x-ratelimit-remaining-requests': String(index < 3 ? 2 - index : 9),
        'x-ratelimit-reset-requests': '30',
      });

    expect(sentAt(rateLimiter(), 6, { reply: remaining })).toEqual([0, 0, 0, 30_000, 30_000, 30_000]);
  });

  it('ignores the headers with `learnsFromHeaders: false`', () => {
    const headers = { 'x-ratelimit-limit-requests': '1', 'x-ratelimit-remaining-requests': '0' };

    expect(sentAt(rateLimiter({ learnsFromHeaders: false }), 7, { reply: answer(headers) })).toEqual(
      Array(7).fill(0),
    );
    expect(sentAt(rateLimiter(), 2, { reply: answer(headers) })).toEqual([0, minute]);
  });

  it('reserves estimated tokens, at most the limit, and replaces them by the usage', () => {
    const limits = (tokensPerMinute: number): ChatLimiter =>
      rateLimiter({ tokensPerMinute, estimateTokens: () => 50, learnsFromHeaders: false });

    // The tokens count until a minute after the end of the response.
    expect(sentAt(limits(100), 4, { reply: '-a|' })).toEqual([0, 0, minute + 2, minute + 2]);
    expect(sentAt(limits(100), 7, { reply: answer({}) })).toEqual([0, 0, 0, 0, 0, 0, minute]);
    expect(sentAt(limits(20), 2, { reply: answer({}) })).toEqual([0, minute]);
  });

  it('pauses all attempts of a model after a 429 with Retry-After', () => {
    const limits = rateLimiter({ concurrency: 1 });
    const busy = { marbles: '-#', error: apiError(429, { headers: { 'retry-after': '10' } }) };

    expect(
      sentAt(limits, 4, { reply: (index) => (index === 0 ? busy : '-a|'), models: ['m', 'm', 'n', 'm'] }),
    ).toEqual([0, 1, 10_001, 10_003]);
  });

  it('frees the slot during the delay of a retry, and takes one for each attempt', () => {
    inVirtualTime(({ expectObservable, expectSubscriptions }) => {
      const transport = scriptedTransport('-#', '-a|', '-b|');
      const retry = retryOnApiError({ jitter: () => 0 });
      const client = createClient(transport, { limits: rateLimiter({ concurrency: 1 }), retry });

      const result = merge(ask(client), ask(client)).pipe(contentDeltas());

      expectObservable(result).toBe('--a 499ms b|');
      expectSubscriptions(transport.subscriptions).toBe(['^!', '-^-!', '501ms ^-!']);
    });
  });

  it('removes a waiting attempt when its subscriber unsubscribes, and emits nothing', () => {
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

  it('fails a waiting run after `timeouts.total`', () => {
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

  it('fails a run with a LimitExceededError if the queue is full', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient(scriptedTransport('--a|', '-b|'), {
        limits: rateLimiter({ concurrency: 1, maxQueue: 1 }),
      });
      const deltas = ask(client).pipe(contentDeltas());
      const message = 'too many requests are queued (limit: 1)';

      expectObservable(deltas).toBe('--a|');
      expectObservable(deltas).toBe('----b|');
      expectObservable(deltas).toBe('#', {}, new LimitExceededError({ message, kind: 'queue', limit: 1 }));
    });
  });

  it('does not count a rejected attempt as waiting', () => {
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

  it('emits the number of running and waiting attempts as `state`', () => {
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

  it('is shared by clients with the same limiter', () => {
    const transport = scriptedTransport(() => '-a|');
    inVirtualTime(() => {
      const limits = rateLimiter({ requestsPerMinute: 1 });
      merge(ask(createClient(transport, { limits })), ask(createClient(transport, { limits }))).subscribe();
    });

    expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0, minute + 1]);
  });

  it('frees a slot before a run completes or fails', () => {
    const running: number[] = [];
    inVirtualTime(() => {
      const limits = rateLimiter({ concurrency: 1 });
      const client = createClient(scriptedTransport('-a|', '-#'), { limits });
      const logRunning = (): void => {
        limits.state.pipe(take(1)).subscribe((state) => running.push(state.running));
      };
      concat(
        ask(client).pipe(tap({ complete: logRunning })),
        ask(client).pipe(tap({ error: logRunning })),
      ).subscribe({
        error: () => undefined,
      });
    });

    expect(running).toEqual([0, 0]);
  });

  it('uses no timer for attempts that wait for a slot', () => {
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

  it('does not count an invalid request that was not sent', () => {
    const transport = scriptedTransport('-a|');
    inVirtualTime(() => {
      const client = createClient(transport, { limits: rateLimiter({ requestsPerMinute: 1 }) });
      ask(client, ' ').subscribe({ error: () => undefined });
      ask(client, ' ').subscribe({ error: () => undefined });
      ask(client, 'm').subscribe();
    });

    expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0]);
  });

  it('does not count a request that a spending limit has rejected', () => {
    const transport = scriptedTransport('-a|');
    inVirtualTime(({ expectObservable }) => {
      const limits = rateLimiter({ requestsPerMinute: 1 });
      const broke = createClient(transport, { limits, interceptors: [spendingLimit({ usd: 0 })] });
      const rejected = range(0, 3).pipe(mergeMap(() => ask(broke).pipe(onErrorResumeNextWith())));

      expectObservable(concat(rejected, ask(createClient(transport, { limits })).pipe(contentDeltas()))).toBe(
        '-a|',
      );
    });
  });

  it('does not delay a request because of a usage without a total', () => {
    const incomplete = { ...usage(), usage: { prompt_tokens: 1, completion_tokens: 1 } as never };
    const reply = { marbles: 'a(u|)', values: { u: incomplete } };

    expect(sentAt(rateLimiter({ learnsFromHeaders: false }), 3, { reply })).toEqual([0, 0, 0]);
    expect(sentAt(rateLimiter({ concurrency: 1 }), 3, { reply })).toEqual([0, 1, 2]);
  });

  it.each([
    ['null', null],
    ['NaN as max_tokens', { model: 'm', messages: [], max_tokens: Number.NaN, stream: true }],
    ['a negative max_tokens', { model: 'm', messages: [], max_tokens: -5000, stream: true }],
  ])('admits an invalid request, which fails with a RequestError: %s', (_name, request) => {
    const names: string[] = [];
    const client = createClient(scriptedTransport(), { limits: rateLimiter() });

    client.chat.completions
      .create(request as never)
      .subscribe({ error: (error: unknown) => names.push((error as Error).name) });

    expect(names).toEqual(['RequestError']);
  });

  it.each([Number.NaN, -1, Infinity])(
    'fails with an error that names estimateTokens if it returns %p',
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

  it.each(['concurrency', 'requestsPerMinute', 'tokensPerMinute', 'maxQueue'])(
    'throws if %s is 0',
    (name) => {
      expect(() => rateLimiter({ [name]: 0 })).toThrow(
        new TypeError(`\`${name}\` must be a number of 1 or more; received 0`),
      );
    },
  );
});

describe('estimateTokens', () => {
  it.each([
    ['a string', { content: '12345678' }, {}, 2 + 4 + 1000],
    [
      'content parts',
      {
        content: [
          { type: 'text', text: '1234' },
          { type: 'image_url', image_url: { url: 'x' } },
        ],
      },
      {},
      1005,
    ],
    [
      'max_completion_tokens, for each of n answers',
      { content: '' },
      { max_completion_tokens: 7, n: 2 },
      4 + 14,
    ],
    ['max_tokens', { content: '' }, { max_tokens: 7 }, 4 + 7],
  ])('counts %s', (_name, message, settings, tokens) => {
    const messages = [{ role: 'user', ...message }] as never;

    expect(estimateTokens({ model: 'm', messages, ...settings })).toBe(tokens);
  });

  it('counts no message if `messages` is not an array', () => {
    expect(estimateTokens({ model: 'm', messages: 5 as never })).toBe(1000);
  });
});
