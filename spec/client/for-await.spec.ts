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

/** A transport whose answer the spec sends itself, and the states of the gate of its request. */
function manual(): {
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

  it('reads a completion in one piece, and events with the head', async () => {
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

  it('throws an error after the chunks that came before it', async () => {
    const transport = scriptedTransport({ marbles: '(ab#)', error: apiError(503) }, { marbles: '#' });
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

  it('has the retry, and the usage record, of any run', async () => {
    const transport = scriptedTransport({ marbles: '#', error: apiError(503, { retryAfter: 1 }) }, 'a|');
    const client = createClient(transport);
    const outcomes: string[] = [];
    usageRecords(client).subscribe(({ outcome }) => outcomes.push(outcome));
    const retried = client.chat.completions.create(request, { retry: retryOnApiError({ jitter: () => 0 }) });

    await expect(readAll(retried)).resolves.toHaveLength(2);
    expect(outcomes).toEqual(['completed']);
  });

  it('closes the connection when it is left, also while a next waits', async () => {
    const { client, answer } = manual();
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

  it('closes the connection when its body throws', async () => {
    const { client, answer } = manual();
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

  it('makes the server wait while chunks wait for the loop', async () => {
    const { client, answer, states } = manual();
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

  it('leaves the pauses to a gate that the request has', async () => {
    const { client, answer, states } = manual();
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

  it('keeps the async context of each next', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const chat = createClient((sent) => {
      seen.push(storage.getStore());
      return scriptedTransport('a|')(sent);
    }).chat.completions.create(request);
    await storage.run('first', () => readAll(chat));
    await storage.run('second', () => readAll(chat));

    expect(seen).toEqual(['first', 'second']);
  });

  it('makes a chat a source of Node streams', async () => {
    const chat = createClient(scriptedTransport('-a-b|')).chat.completions.create(request);
    const content = Readable.from(chat).map(
      ({ choices }: ChatCompletionChunk) => choices?.[0]?.delta?.content ?? '',
    );

    await expect(text(content)).resolves.toBe('ab');
  });
});

describe('a chat that is iterable', () => {
  it('is an Observable for everything that takes one', async () => {
    const transport = scriptedTransport(() => 'a|');
    const { completions } = createClient(transport).chat;
    const chat = completions.create(request);

    expect(isObservable(chat)).toBe(true);
    expect(from(chat)).toBe(chat);
    await expect(firstValueFrom(chat)).resolves.toEqual(chunk('a'));
    const asked = of(1, 2).pipe(
      concatMap(() => chat),
      contentDeltas(),
      toArray(),
    );
    await expect(lastValueFrom(asked)).resolves.toEqual(['a', 'a']);
    await expect(lastValueFrom(of(1).pipe(switchMap(() => chat)))).resolves.toEqual(finish());
    expect(transport.requests).toHaveLength(4);
  });

  it('subscribes synchronously inside of switchMap, as to an Observable', () => {
    const { client, answer, requests } = manual();
    const prompts = new Subject<string>();
    const subscription = prompts.pipe(switchMap(() => client.chat.completions.create(request))).subscribe();
    prompts.next('a');
    expect(requests).toHaveLength(1);
    prompts.next('b');
    expect(requests).toHaveLength(2);
    subscription.unsubscribe();

    expect(answer.observed).toBe(false);
  });

  it('is no Promise: await sends nothing', async () => {
    const transport = scriptedTransport('a|');
    const chat: Observable<ChatCompletionChunk> = createClient(transport).chat.completions.create(request);
    // eslint-disable-next-line @typescript-eslint/await-thenable -- what a program in JavaScript may do
    const awaited: unknown = await chat;

    expect('then' in chat).toBe(false);
    expect(awaited).toBe(chat);
    expect(transport.requests).toHaveLength(0);
  });

  it('shares one method with every other, and its operators return plain Observables', () => {
    const { completions } = createClient(scriptedTransport()).chat;
    const [one, other] = [completions.create(request), completions.create(request)];

    expect(Object.getOwnPropertySymbols(one)).toEqual([]);
    expect(one[Symbol.asyncIterator]).toBe(other[Symbol.asyncIterator]);
    expect(Symbol.asyncIterator in one.pipe(map((value) => value))).toBe(false);
  });
});
