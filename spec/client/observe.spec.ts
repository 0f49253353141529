import { expectTypeOf } from 'expect-type';
import {
  type Observable,
  concat,
  delay,
  firstValueFrom,
  lastValueFrom,
  map,
  of,
  retry,
  skip,
  take,
  tap,
  toArray,
} from 'rxjs';
import {
  type ChatResponse,
  type ChatStreamEvent,
  type IterableObservable,
  type TransportEvent,
  TruncatedStreamError,
  VeniceClient,
} from 'venice-rx';
import { bytes, inVirtualTime } from 'venice-rx/testing';
import { head, hello, scripted } from '../support/replies.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;
const streamed = { ...request, stream: true } as const;
const headers = {
  date: 'Sun, 22 Nov 2026 12:00:00 GMT',
  'cf-ray': 'ray-1',
  'x-ratelimit-limit-requests': '50',
  'x-ratelimit-remaining-requests': '49',
  'x-ratelimit-reset-requests': String(Date.parse('2026-11-22T12:00:05Z')),
  'x-ratelimit-remaining': '20',
  'x-ratelimit-resets': '30',
  'x-venice-balance-usd': '12.5',
  'x-venice-balance-diem': '',
  'x-venice-model-id': 'zai-org-glm-5-2',
  'x-venice-model-deprecation-warning': 'soon gone',
  'x-venice-version': '20260821.193530',
};
const metadata = {
  status: 200,
  headers,
  requestId: 'ray-1',
  rateLimits: {
    requests: { limit: 50, remaining: 49, resetAfter: 5000 },
    errorBudget: { remaining: 20, resetAfter: 30_000 },
  },
  balances: { usd: 12.5 },
  model: { id: 'zai-org-glm-5-2' },
  deprecation: { warning: 'soon gone' },
  veniceVersion: '20260821.193530',
};

function createClient(reply: Observable<TransportEvent>): VeniceClient {
  return new VeniceClient({ baseURL: 'http://localhost', transport: scripted(reply).transport });
}

function withHead(reply: Observable<TransportEvent>): Observable<TransportEvent> {
  return reply.pipe(map((event) => (event.type === 'head' ? head(200, headers) : event)));
}

describe("observe: 'events'", () => {
  it('emits the metadata of the head, and then the chunks', async () => {
    const events = createClient(withHead(hello())).chat.completions.create(streamed, { observe: 'events' });
    const [first, ...rest] = await lastValueFrom(events.pipe(toArray()));

    expect(first).toEqual({ type: 'head', ...metadata });
    expect(rest.map((event) => event.type === 'chunk' && event.chunk.choices?.[0]?.delta?.content)).toEqual([
      'Hello',
      undefined,
    ]);
  });

  it('emits the head when it arrives, not with the first chunk', () => {
    inVirtualTime(({ expectObservable }) => {
      const late = concat(hello().pipe(take(1)), hello().pipe(skip(1), delay(5)));
      const types = createClient(late)
        .chat.completions.create(streamed, { observe: 'events' })
        .pipe(map(({ type }) => type[0]));

      expectObservable(types).toBe('h 4ms (cc|)', { h: 'h', c: 'c' });
    });
  });

  it('emits the head once if an attempt breaks off after a chunk and is retried', async () => {
    const events = createClient(hello().pipe(take(2))).chat.completions.create(streamed, {
      observe: 'events',
      retry: retry(1),
    });
    const types: string[] = [];
    const failure = await lastValueFrom(events.pipe(tap(({ type }) => types.push(type)))).catch(
      (error: unknown) => error,
    );

    expect(failure).toBeInstanceOf(TruncatedStreamError);
    expect(types.filter((type) => type === 'head')).toHaveLength(1);
    expect(types.filter((type) => type === 'chunk').length).toBeGreaterThan(1);
  });

  it('emits no head of an error response', async () => {
    const events = createClient(of(head(429, headers), bytes('{}'))).chat.completions.create(streamed, {
      observe: 'events',
    });
    const emitted: ChatStreamEvent[] = [];

    await expect(lastValueFrom(events.pipe(map((event) => emitted.push(event))))).rejects.toMatchObject({
      status: 429,
    });
    expect(emitted).toEqual([]);
  });
});

describe("observe: 'response'", () => {
  it('emits the completion with the metadata of the head', async () => {
    const body = { id: '1', object: 'chat.completion', created: 1, model: 'm', choices: [] };
    const client = createClient(of(head(200, headers), bytes(JSON.stringify(body))));
    const response = client.chat.completions.create(request, { observe: 'response' });

    await expect(firstValueFrom(response)).resolves.toEqual({ ...metadata, body });
  });
});

describe('observe', () => {
  it.each([
    [{ ...streamed }, 'response'],
    [{ ...request }, 'events'],
    [{ ...streamed }, 'everything'],
  ])('throws a TypeError if it does not match `stream`: case %#', (chat, observe) => {
    const { completions } = createClient(hello()).chat;

    expect(() => completions.create(chat as typeof streamed, { observe: observe as 'events' })).toThrow(
      TypeError,
    );
  });

  it('determines the type of the values', () => {
    const { completions } = createClient(hello()).chat;

    expectTypeOf(completions.create(streamed, { observe: 'events' })).toEqualTypeOf<
      IterableObservable<ChatStreamEvent>
    >();
    expectTypeOf(completions.create(request, { observe: 'response' })).toEqualTypeOf<
      IterableObservable<ChatResponse>
    >();
    // @ts-expect-error: `response` is only for requests without `stream`
    expect(() => completions.create(streamed, { observe: 'response' })).toThrow(TypeError);
  });
});
