import { formatWithOptions, inspect } from 'node:util';
import {
  type Observable,
  Subscription,
  concat,
  from,
  lastValueFrom,
  materialize,
  of,
  throwError,
  toArray,
} from 'rxjs';
import * as venice from 'venice-rx';
import {
  type TransportEvent,
  type HttpTransport,
  type LogRecord,
  VeniceClient,
  accumulate,
  chatReplay,
  circuitBreaker,
  isVeniceError,
  logger,
  rateLimiter,
  retryOnApiError,
  runTools,
  shareChat,
  toAsyncIterable,
  toState,
  tool,
  usageRecords,
} from 'venice-rx';
import { startMockServer } from 'venice-rx/mock-server';
import { bytes } from 'venice-rx/testing';
import { inspectEverything } from '../client/inspect-everything.js';
import { Recording } from '../contract/recording.js';
import { transports } from '../contract/transports.js';
import { head, hello } from '../support/replies.js';

const key = 'VENICE_INFERENCE_KEY_do-not-show-this';
const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;
const streaming = { ...request, stream: true } as const;

/** Prints a value with all of its properties, and as `console.log` and JSON show it. */
function printAll(value: unknown): string {
  return [inspectEverything(value), formatWithOptions({ depth: 20 }, '%s %o %j', value, value, value)].join(
    '\n',
  );
}

function containsKey(value: unknown): boolean {
  return printAll(value).includes(key);
}

/** Forms of the key that a server may write into an answer. */
const echoes = [key, `Bearer ${key}`, JSON.stringify({ [key]: [key] }), key.replace(/./g, escaped)];

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A response with this status and an error, with the key in each field and header. Its body arrives in reads of `size` characters. */
function echoing(status: number, echo: string, size: number): Observable<TransportEvent> {
  const text = `{"error":{"message":"bad key ${echo.replaceAll('"', "'")}","code":"${echo.replaceAll('"', "'")}","${key}":1},"x":["${key}"]}`;
  const body = status === 200 ? `data: {"choices":[]}\n\ndata: ${text}\n\n` : text;
  const reads = Array.from({ length: Math.ceil(body.length / size) }, (_, at) =>
    body.slice(at * size, (at + 1) * size),
  );
  const headers = {
    'x-echo': key,
    'cf-ray': key,
    location: `http://a.example/?key=${key}`,
    'x-venice-model-id': key,
    [key]: '1',
  };
  return concat(of(head(status, headers)), from(reads.map(bytes)));
}

function createClient(transport: HttpTransport, records: LogRecord[] = []): VeniceClient {
  return new VeniceClient({
    apiKey: key,
    baseURL: 'http://localhost',
    transport,
    retry: retryOnApiError({ maxRetries: 0 }),
    limits: rateLimiter({ concurrency: 2 }),
    circuitBreaker: circuitBreaker(),
    interceptors: [logger({ write: (record) => records.push(record), includesText: true })],
  });
}

const faults: readonly (readonly [string, () => Observable<TransportEvent>])[] = [
  ...[0, 200, 302, 400, 401, 402, 403, 404, 409, 410, 418, 422, 429, 500, 503].map(
    (status) => [`status ${status}`, () => echoing(status, key, 7)] as const,
  ),
  ...echoes.flatMap((echo, number) =>
    [200, 401].map(
      (status) => [`status ${status}, form ${number}`, () => echoing(status, echo, 1 + number)] as const,
    ),
  ),
  [
    'a chat that is too long',
    () => of(head(400), bytes(`{"error":{"code":"context_length_exceeded","message":"long ${key}"}}`)),
  ],
  ['a redirect', () => of(head(307, { location: `http://a.example/${key}` }))],
  ['a frame that is malformed', () => of(head(), bytes(`data: ${key}\n\n`))],
  ['a page', () => of(head(200, { 'content-type': key }), bytes(`<html><title>${key}</title></html>`))],
  ['a frame that was cut off', () => of(head(), bytes(`data: {"error":"${key.slice(0, 20)}`))],
  ['no answer', () => of()],
  ['a transport that fails', () => throwError(() => new venice.APIConnectionError({ message: 'refused' }))],
  ['an error body above the size limit', () => of(head(500), bytes('x '.repeat(32 * 1024 - 5) + key))],
];

describe('the key', () => {
  it.each(faults)(
    'is not in an error, log line, state, event or usage record of %s',
    async (_name, answer) => {
      const records: LogRecord[] = [];
      const client = createClient(() => answer(), records);
      const entries: unknown[] = [];
      const circuits: unknown[] = [];
      const watched = usageRecords(client).subscribe((entry) => entries.push(entry));
      watched.add(client.circuits.subscribe((state) => circuits.push(state)));
      const chat = client.chat.completions;
      const time = tool({ name: 'time', description: '', execute: () => 'now' });
      const seen = await Promise.all(
        [
          chat.create(streaming),
          chat.create(streaming).pipe(accumulate()),
          chat.create(streaming).pipe(toState()),
          chat.create(streaming, { observe: 'events' }),
          chat.create(request),
          chat.create(request, { observe: 'response' }),
          client.models.list(),
          client.request({ path: '/x', body: {} }),
          runTools(chat, request, { tools: [time] }),
        ].map((source) => lastValueFrom((source as Observable<unknown>).pipe(materialize(), toArray()))),
      );

      watched.unsubscribe();

      expect(seen).toHaveLength(9);
      expect(entries).toHaveLength(8);
      expect(containsKey([seen, entries, circuits, records, client])).toBe(false);
    },
  );

  it('is searched in each class of APIError, and in MalformedChunkError', async () => {
    const names = new Set<string>();
    for (const [, answer] of faults) {
      for (const source of [
        createClient(answer).chat.completions.create(streaming),
        createClient(answer).models.list(),
      ]) {
        const all = await lastValueFrom((source as Observable<unknown>).pipe(materialize(), toArray()));
        for (const { kind, error } of all as { kind: string; error?: Error }[])
          if (kind === 'E' && isVeniceError(error)) names.add(error.name);
      }
    }
    const subclasses = Object.entries(venice)
      .filter(([, value]) => typeof value === 'function' && value.prototype instanceof venice.APIError)
      .map(([name]) => name);

    expect([...names].sort()).toEqual(
      expect.arrayContaining([...subclasses, 'APIError', 'MalformedChunkError']),
    );
    expect(subclasses.length).toBeGreaterThan(9);
  });

  it.each(transports)(
    'is not in the objects of a run with $name, before, during and after it',
    async ({ create }) => {
      await using server = await startMockServer({
        apiKey: key,
        script: [{ reply: { text: 'Once upon a time', timing: { tokenDelay: 20 } } }],
      });
      const transport = create();
      const limits = rateLimiter({ concurrency: 2 });
      const client = new VeniceClient({ apiKey: key, baseURL: server.baseURL, transport, limits });
      const answer = client.chat.completions.create({ ...streaming, model: 'default' });
      const shared = answer.pipe(shareChat());
      const running = new Recording(shared);
      const moments: boolean[] = [];
      const look = (): void =>
        void moments.push(containsKey([running, answer, shared, client, limits, transport]));
      look();
      await running.when(() => running.values.length >= 2);
      look();
      running.subscription.unsubscribe();
      look();
      await transport.close();

      expect(moments).toEqual([false, false, false]);
    },
  );

  it('is not in the exports of the package after a client has used the key', async () => {
    const client = createClient(() => hello());
    const seen = await lastValueFrom(client.chat.completions.create(streaming).pipe(toArray()));
    const objects = [
      client,
      client.models,
      client.chat,
      client.withOptions({}),
      usageRecords(client),
      client.circuits,
    ];
    const iterable = toAsyncIterable(client.chat.completions.create(streaming));

    expect(containsKey([objects, iterable, seen, chatReplay(), venice])).toBe(false);
  });

  it('is not in the TypeError of invalid options', () => {
    const mistakes = [
      () => new VeniceClient({ apiKey: `${key}\n${key}` }),
      () => new VeniceClient({ headers: { authorization: `Bearer ${key}\n` } }),
      () => new VeniceClient({ baseURL: `http://user:${key}@localhost` }),
      () => new VeniceClient({ baseURL: `http://localhost/?key=${key}` }),
      () => new VeniceClient({ apiKey: { key } as never }),
    ];
    for (const mistake of mistakes) {
      let error: unknown;
      try {
        mistake();
      } catch (thrown) {
        error = thrown;
      }

      expect(error).toBeInstanceOf(TypeError);
      expect(printAll(error).replaceAll(/ at .*/g, '')).not.toContain(key);
    }
  });

  it('is found by this search in every kind of property, the negative control', () => {
    const deep = { a: [new Map([['b', { c: new Set([key]) }]])] };
    const planted: unknown[] = [
      deep,
      new Error('x', { cause: new Error('y', { cause: deep }) }),
      Object.defineProperty({}, 'hidden', { value: key }),
      { [key]: 1 },
      { [inspect.custom]: () => key },
      { toJSON: () => key },
      Object.assign(new Error('x'), { [Symbol('key')]: key }),
      [of(key), Object.assign(new Subscription(), { request: { headers: { authorization: key } } })],
      new venice.APIConnectionError({ message: 'x', cause: { headers: { authorization: key } } }),
    ];
    planted.forEach((value, number) => {
      expect([number, containsKey(value)]).toEqual([number, true]);
    });
  });
});
