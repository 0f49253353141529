import { map, reduce, take } from 'rxjs';
import {
  APITimeoutError,
  type ChatInterceptor,
  ClientClosedError,
  RequestAbortedError,
  VeniceClient,
  type VeniceClientOptions,
  contentDeltas,
  retryOnApiError,
} from 'venice-rx';
import { apiError, bytes, completion, inVirtualTime, role, scriptedTransport } from 'venice-rx/testing';

const question = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;
const streamed = { ...question, stream: true } as const;
const retry = retryOnApiError({ jitter: () => 0 });
const busy = apiError(503);

function createClient(
  transport: VeniceClientOptions['transport'],
  options: VeniceClientOptions = {},
): VeniceClient {
  return new VeniceClient({ baseURL: 'http://test', ...(transport && { transport }), ...options });
}

describe('the option retry of a client', () => {
  it('resends nothing if it is not set', () => {
    inVirtualTime(({ expectObservable, expectSubscriptions }) => {
      const transport = scriptedTransport('-#', '-a|');
      const requestSubs = '                      ^!';
      const expected = '                         -#';

      const result = createClient(transport).chat.completions.create(streamed);

      expectObservable(result).toBe(expected, {}, apiError(500));
      expectSubscriptions(transport.subscriptions).toBe(requestSubs);
    });
  });

  it('retries streams', () => {
    inVirtualTime(({ expectObservable, expectSubscriptions }) => {
      const transport = scriptedTransport('-#', '-a|');
      const requestSubs = ['                     ^!', '501ms ^-!'];
      const expected = '                         502ms a|';

      const result = createClient(transport, { retry })
        .chat.completions.create(streamed)
        .pipe(contentDeltas());

      expectObservable(result).toBe(expected);
      expectSubscriptions(transport.subscriptions).toBe(requestSubs);
    });
  });

  it('retries requests without `stream`', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient(scriptedTransport('-#', '-a|'), { retry });

      const result = client.chat.completions.create(question);

      expectObservable(result).toBe('503ms (a|)', { a: completion('a') });
    });
  });

  it('can be turned off or replaced for one request', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient(scriptedTransport('-#', '-#', '-#'), { retry });
      const once = retryOnApiError({ maxRetries: 1, jitter: () => 0 });
      const failure = apiError(500).with({ attempts: 2, retriesExhausted: true });

      expectObservable(client.chat.completions.create(streamed, { retry: false })).toBe(
        '-#',
        {},
        apiError(500),
      );
      expectObservable(client.chat.completions.create(streamed, { retry: once })).toBe(
        '502ms #',
        {},
        failure,
      );
    });
  });

  it('calls the interceptors and the key function for each attempt', () => {
    let keys = 0;
    let intercepted = 0;
    const count: ChatInterceptor = (request, next) => {
      intercepted += 1;
      return next(request);
    };
    const transport = scriptedTransport('#', '#', 'a|');
    inVirtualTime(({ expectObservable }) => {
      const apiKey = (): string => `key-${(keys += 1)}`;
      const client = createClient(transport, { retry, apiKey, interceptors: [count] });

      expectObservable(client.chat.completions.create(streamed).pipe(contentDeltas())).toBe('1500ms a|');
    });

    expect([keys, intercepted]).toEqual([3, 3]);
    expect(transport.requests.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer key-1',
      'Bearer key-2',
      'Bearer key-3',
    ]);
  });

  it('emits the head of the successful attempt', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient(scriptedTransport({ marbles: '-#', error: busy }, '-a|'), { retry });
      const events = client.chat.completions.create(streamed, { observe: 'events' });

      const result = events.pipe(
        map((event) => event.type[0]),
        take(2),
      );

      expectObservable(result).toBe('502ms (hc|)');
    });
  });

  it('emits one head before several chunks', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient(scriptedTransport('-a-b|'), { retry });

      const result = client.chat.completions
        .create(streamed, { observe: 'events' })
        .pipe(reduce((types, { type }) => `${types} ${type}`, ''));

      expectObservable(result).toBe('----(x|)', { x: ' head chunk chunk chunk' });
    });
  });

  it('accepts a completion without choices', () => {
    inVirtualTime(({ expectObservable }) => {
      const body = { id: 'x', object: 'chat.completion', created: 0, model: 'm', choices: [] } as const;
      const values = { b: bytes(JSON.stringify(body)) };
      const client = createClient(scriptedTransport({ marbles: '-b|', values }), { retry });

      const result = client.chat.completions.create(question);

      expectObservable(result).toBe('--(a|)', { a: body });
    });
  });

  it.each(['option', 'operator'])(
    'emits no head of an attempt that fails after its head, as an %s',
    (place) => {
      inVirtualTime(({ expectObservable }) => {
        const values = { r: role() };
        const transport = scriptedTransport({ marbles: '-r-#', values, error: busy }, '-a|');
        const client = createClient(transport, place === 'option' ? { retry } : {});
        const events = client.chat.completions.create(streamed, { observe: 'events' });

        const result = (place === 'operator' ? events.pipe(retry) : events).pipe(
          map((event) => event.type[0]),
          take(2),
        );

        expectObservable(result).toBe('504ms (hc|)');
      });
    },
  );
});

describe('the wait before a retry', () => {
  it.each(['total', 'close', 'signal'])('is ended by %s', (end) => {
    inVirtualTime(({ expectObservable, expectSubscriptions, cold }) => {
      const transport = scriptedTransport('-#', '-#');
      const client = createClient(transport, { retry });
      const stop = new AbortController();
      const options = end === 'total' ? { timeouts: { total: 10 } } : { signal: stop.signal };
      cold('10ms a').subscribe(() => {
        if (end === 'close') void client.close();
        if (end === 'signal') stop.abort('enough');
      });
      const failures = {
        total: new APITimeoutError({
          message: 'the run was not finished within 10 ms (timeouts.total)',
          phase: 'total',
          limit: 10,
        }),
        close: new ClientClosedError({ message: 'the client has been closed' }),
        signal: new RequestAbortedError({ message: 'the signal has aborted the run' }),
      };

      const result = client.chat.completions.create(streamed, options);

      expectObservable(result).toBe('10ms #', {}, failures[end as keyof typeof failures]);
      expectSubscriptions(transport.subscriptions).toBe('^!');
    });
  });
});
