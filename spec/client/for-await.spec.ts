import { expectTypeOf } from 'expect-type';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  type Observable,
  Subject,
  concatMap,
  firstValueFrom,
  from,
  isObservable,
  lastValueFrom,
  map,
  of,
  switchMap,
  toArray,
} from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatStreamEvent,
  type HttpTransport,
  type IterableObservable,
  type TransportEvent,
  type TransportRequest,
  VeniceClient,
  contentDeltas,
  retryOnApiError,
  usageRecords,
} from 'venice-rx';
import { apiError, chunk, finish, head, scriptedTransport, sse } from 'venice-rx/testing';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;

function createClient(transport: HttpTransport): VeniceClient {
  return new VeniceClient({ baseURL: 'http://test', transport });
}

/** Creates a client whose answer the spec emits. `states` logs the states of the gate of each request. */
function createManualClient(): {
  readonly client: VeniceClient;
  readonly answer: Subject<TransportEvent>;
  readonly states: boolean[];
  readonly requests: TransportRequest[];
} {
  const answer = new Subject<TransportEvent>();
  const states: boolean[] = [];
  const requests: TransportRequest[] = [];
  const client = createClient((sent) => {
    requests.push(sent);
    sent.gate?.subscribe((isOpen) => states.push(isOpen));
    return answer;
  });
  return { client, answer, states, requests };
}

async function readAll<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

describe('for await over a chat', () => {
  it('reads every chunk, and sends a request for each loop', async () => {
    const transport = scriptedTransport('-a-b-|', '-c|');
    const chat = createClient(transport).chat.completions.create(request);

    expect(transport.requests).toHaveLength(0);
    await expect(readAll(chat)).resolves.toEqual([chunk('a'), chunk('b'), finish()]);
    await expect(readAll(chat)).resolves.toEqual([chunk('c'), finish()]);
    transport.verify();
  });

  it('also reads a completion, a response and events', async () => {
    const transport = scriptedTransport('a|', 'a|', 'a|');
    const { completions } = createClient(transport).chat;
    const whole = completions.create({ ...request, stream: false });
    const response = completions.create({ ...request, stream: false }, { observe: 'response' });
    const events = completions.create(request, { observe: 'events' });

    expectTypeOf(whole).toEqualTypeOf<IterableObservable<ChatCompletion>>();
    expectTypeOf(events).toEqualTypeOf<IterableObservable<ChatStreamEvent>>();
    await expect(readAll(whole)).resolves.toMatchObject([{ choices: [{ message: { content: 'a' } }] }]);
    await expect(readAll(response)).resolves.toMatchObject([
      { status: 200, body: { object: 'chat.completion' } },
    ]);
    await expect(readAll(events)).resolves.toMatchObject([
      { type: 'head' },
      { type: 'chunk' },
      { type: 'chunk' },
    ]);
  });

  it('throws the error of the chat after the chunks that arrived before it', async () => {
    const transport = scriptedTransport(
      { marbles: '(ab#)', error: apiError(503) },
      { marbles: '#', error: apiError(500) },
    );
    const chat = createClient(transport).chat.completions.create(request);
    const read: ChatCompletionChunk[] = [];

    await expect(
      (async () => {
        for await (const value of chat) read.push(value);
      })(),
    ).rejects.toMatchObject({ name: 'ServiceUnavailableError', inBand: true });
    expect(read).toEqual([chunk('a'), chunk('b')]);
    await expect(readAll(chat)).rejects.toMatchObject({ status: 500 });
  });

  it('retries the request, and creates one usage record', async () => {
    const transport = scriptedTransport({ marbles: '#', error: apiError(503, { retryAfter: 1 }) }, 'a|');
    const client = createClient(transport);
    const outcomes: string[] = [];
    usageRecords(client).subscribe(({ outcome }) => outcomes.push(outcome));
    const retried = client.chat.completions.create(request, { retry: retryOnApiError({ jitter: () => 0 }) });

    await expect(readAll(retried)).resolves.toHaveLength(2);
    expect(outcomes).toEqual(['completed']);
  });

  it('closes the connection on `break`, and on `return()` while a `next()` is pending', async () => {
    const { client, answer } = createManualClient();
    const chat = client.chat.completions.create(request);
    const loop = (async () => {
      for await (const value of chat) if (value.choices?.[0]?.delta?.content === 'b') break;
    })();
    answer.next(head({}));
    answer.next(sse(chunk('a')));
    answer.next(sse(chunk('b')));
    await loop;
    expect(answer.observed).toBe(false);

    const iterator = chat[Symbol.asyncIterator]();
    const pending = iterator.next();
    expect(answer.observed).toBe(true);
    await expect(iterator.return?.()).resolves.toEqual({ done: true, value: undefined });
    expect(answer.observed).toBe(false);
    await expect(pending).resolves.toEqual({ done: true, value: undefined });
  });

  it('closes the connection when the body of the loop throws', async () => {
    const { client, answer } = createManualClient();
    const fault = new Error('fault');
    const loop = (async () => {
      for await (const value of client.chat.completions.create(request)) {
        expect(value).toEqual(chunk('a'));
        throw fault;
      }
    })();
    answer.next(head({}));
    answer.next(sse(chunk('a')));

    await expect(loop).rejects.toBe(fault);
    expect(answer.observed).toBe(false);
  });

  it('closes the gate while chunks wait for the loop', async () => {
    const { client, answer, states } = createManualClient();
    const iterator = client.chat.completions.create(request)[Symbol.asyncIterator]();
    const first = iterator.next();
    answer.next(head({}));
    answer.next(sse(chunk('a')));
    expect(states).toEqual([true]);
    answer.next(sse(chunk('b')));
    answer.next(sse(chunk('c')));
    expect(states).toEqual([true, false]);

    await expect(Promise.all([first, iterator.next()])).resolves.toMatchObject([
      { value: chunk('a') },
      { value: chunk('b') },
    ]);
    expect(states).toEqual([true, false]);
    await expect(iterator.next()).resolves.toEqual({ done: false, value: chunk('c') });
    expect(states).toEqual([true, false, true]);
    await iterator.return?.();
  });

  it('pauses only by the option `gate` if it is set', async () => {
    const { client, answer, states } = createManualClient();
    const gate = new Subject<boolean>();
    const iterator = client.chat.completions.create(request, { gate })[Symbol.asyncIterator]();
    void iterator.next();
    answer.next(head({}));
    answer.next(sse(chunk('a')));
    answer.next(sse(chunk('b')));
    expect(states).toEqual([true]);
    gate.next(false);

    expect(states).toEqual([true, false]);
    await iterator.return?.();
  });

  it('sends the request in the async context of the loop', async () => {
    const storage = new AsyncLocalStorage<string>();
    const stores: (string | undefined)[] = [];
    const chat = createClient((sent) => {
      stores.push(storage.getStore());
      return scriptedTransport('a|')(sent);
    }).chat.completions.create(request);
    await storage.run('first', () => readAll(chat));
    await storage.run('second', () => readAll(chat));

    expect(stores).toEqual(['first', 'second']);
  });

  it('can be the source of a Node stream', async () => {
    const chat = createClient(scriptedTransport('-a-b|')).chat.completions.create(request);
    const content = Readable.from(chat).map(
      ({ choices }: ChatCompletionChunk) => choices?.[0]?.delta?.content ?? '',
    );

    await expect(text(content)).resolves.toBe('ab');
  });
});

describe('the result of create', () => {
  it('is an Observable for RxJS', async () => {
    const transport = scriptedTransport(() => 'a|');
    const { completions } = createClient(transport).chat;
    const chat = completions.create(request);

    expect(isObservable(chat)).toBe(true);
    expect(from(chat)).toBe(chat);
    await expect(firstValueFrom(chat)).resolves.toEqual(chunk('a'));
    const deltas$ = of(1, 2).pipe(
      concatMap(() => chat),
      contentDeltas(),
      toArray(),
    );
    await expect(lastValueFrom(deltas$)).resolves.toEqual(['a', 'a']);
    await expect(lastValueFrom(of(1).pipe(switchMap(() => chat)))).resolves.toEqual(finish());
    expect(transport.requests).toHaveLength(4);
  });

  it('is subscribed to synchronously by switchMap, which prefers Observables to iterables', () => {
    const { client, answer, requests } = createManualClient();
    const prompts = new Subject<string>();
    const subscription = prompts.pipe(switchMap(() => client.chat.completions.create(request))).subscribe();
    prompts.next('a');
    expect(requests).toHaveLength(1);
    prompts.next('b');
    expect(requests).toHaveLength(2);
    subscription.unsubscribe();

    expect(answer.observed).toBe(false);
  });

  it('is not a Promise: `await` sends nothing', async () => {
    const transport = scriptedTransport('a|');
    const chat: Observable<ChatCompletionChunk> = createClient(transport).chat.completions.create(request);
    // eslint-disable-next-line @typescript-eslint/await-thenable -- what a program in JavaScript may do
    const awaited: unknown = await chat;

    expect('then' in chat).toBe(false);
    expect(awaited).toBe(chat);
    expect(transport.requests).toHaveLength(0);
  });

  it('inherits its method for iteration, and its operators return plain Observables', () => {
    const { completions } = createClient(scriptedTransport()).chat;
    const [one, other] = [completions.create(request), completions.create(request)];

    expect(Object.getOwnPropertySymbols(one)).toEqual([]);
    expect(one[Symbol.asyncIterator]).toBe(other[Symbol.asyncIterator]);
    expect(Symbol.asyncIterator in one.pipe(map((value) => value))).toBe(false);
  });
});
