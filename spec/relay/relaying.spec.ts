import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import {
  EMPTY,
  NEVER,
  concatMap,
  finalize,
  firstValueFrom,
  interval,
  lastValueFrom,
  map,
  materialize,
  range,
  switchMap,
  throwError,
  toArray,
} from 'rxjs';
import {
  APIConnectionError,
  APIError,
  type ChatCompletionChunk,
  type ClosableHttpTransport,
  LimitExceededError,
  ServiceUnavailableError,
  VeniceClient,
  fetchTransport,
  toContent,
} from 'venice-rx';
import { type RelayOptions, type RelaySource, pipeToNodeResponse, toWebResponse } from 'venice-rx/relay';
import { type MockServer, type MockServerOptions, startMockServer } from 'venice-rx/mock-server';
import { chunk } from 'venice-rx/testing';
import { Flag } from '../contract/flag.js';
import { question } from '../contract/question.js';
import { Recording } from '../contract/recording.js';
import { until } from '../mock-server/until.js';
import { RelayServer, type RelayUnderTest, relayFunctions } from './relay-server.js';

const key = 'key-that-must-not-leak';
const text = 'Once upon a time there was a brave knight.';
const endless = { text: text.repeat(50), timing: { tokenDelay: 20 } };

/** A server with a key, a relay of its answers, and the client of a browser that uses the relay. */
class Path implements AsyncDisposable {
  readonly upstream: MockServer;
  readonly relay: RelayServer;
  readonly browser: VeniceClient;
  readonly errors: unknown[];
  private readonly client: VeniceClient;

  private constructor(upstream: MockServer, client: VeniceClient, relay: RelayServer, errors: unknown[]) {
    this.upstream = upstream;
    this.client = client;
    this.relay = relay;
    this.errors = errors;
    const transport: ClosableHttpTransport = Object.assign(fetchTransport(), {
      close: () => Promise.resolve(),
    });
    this.browser = new VeniceClient({ baseURL: relay.baseURL, transport });
  }

  static async open(
    relayFunction: RelayUnderTest['relayFunction'],
    server: MockServerOptions,
    more: { readonly options?: RelayOptions; readonly source?: RelaySource; readonly key?: string } = {},
  ): Promise<Path> {
    const upstream = await startMockServer({ apiKey: key, ...server });
    const client = new VeniceClient({
      baseURL: upstream.baseURL,
      apiKey: more.key ?? key,
      circuitBreaker: false,
    });
    const errors: unknown[] = [];
    const options = { onError: (error: unknown) => void errors.push(error), ...more.options };
    const relay = await RelayServer.start({ relayFunction, client, ...more, options });
    return new Path(upstream, client, relay, errors);
  }

  /** The unparsed response for the browser. */
  async raw(body: object = question): Promise<{ status: number; headers: Headers; text: string }> {
    const response = await fetch(`${this.relay.baseURL}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://app.example' },
      body: JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.relay[Symbol.asyncDispose]();
    await this.client.close();
    await this.upstream.close();
  }
}

const shortAnswer: MockServerOptions = { script: [{ reply: { text } }] };

describe.each(relayFunctions)('%s', (relayFunction) => {
  it('relays a stream to an ordinary client', async () => {
    await using path = await Path.open(relayFunction, shortAnswer);

    await expect(
      lastValueFrom(path.browser.chat.completions.create(question).pipe(toContent())),
    ).resolves.toBe(text);
    const direct = await lastValueFrom(
      new VeniceClient({ baseURL: path.upstream.baseURL, apiKey: key }).chat.completions
        .create(question)
        .pipe(toArray()),
    );
    const relayed = await lastValueFrom(path.browser.chat.completions.create(question).pipe(toArray()));
    expect(relayed.map(({ choices }) => choices)).toEqual(direct.map(({ choices }) => choices));
    expect(relayed.at(-1)?.usage).toEqual(direct.at(-1)?.usage);
    expect(path.errors).toEqual([]);
  });

  it('sends headers that forbid proxies to buffer or change the stream, and caches to store it', async () => {
    await using path = await Path.open(relayFunction, shortAnswer);
    const { status, headers, text: body } = await path.raw();

    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'access-control-allow-origin': 'https://app.example',
      vary: 'origin',
    });
    expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('relays an answer in one piece', async () => {
    await using path = await Path.open(relayFunction, shortAnswer);
    const { model, messages } = question;

    const { choices } = await firstValueFrom(path.browser.chat.completions.create({ model, messages }));
    expect(choices[0]?.message.content).toBe(text);
  });

  it.each([
    [
      429,
      { 'retry-after': '7' },
      { name: 'ServiceUnavailableError', status: 503, code: 'model_offline', retryAfter: 7000 },
    ],
    [400, {}, { name: 'BadRequestError', status: 400, code: 'invalid_request_error' }],
    [401, {}, { name: 'InternalServerError', status: 502, code: 'upstream_error' }],
    [402, {}, { name: 'InternalServerError', status: 502, code: 'upstream_error' }],
    [403, {}, { name: 'InternalServerError', status: 502, code: 'upstream_error' }],
    [404, {}, { name: 'NotFoundError', status: 404, code: 'model_not_found' }],
    [422, {}, { name: 'UnprocessableEntityError', status: 422 }],
    [500, {}, { name: 'InternalServerError', status: 502 }],
    [503, {}, { name: 'ServiceUnavailableError', status: 503 }],
  ])(
    'sends the safe status and code, and no text of the server, for a %d before the first byte',
    async (status, headers, expected) => {
      const secret = `host 10.1.2.3 of account 4711 has ${key}`;
      const http = { status, headers, body: { error: secret } };
      await using path = await Path.open(relayFunction, { script: [{ reply: http }] });
      const { error } = await getFailure(path);

      expect(error).toBeInstanceOf(APIError);
      expect(error).toMatchObject({ ...expected, inBand: false });
      expect(path.errors).toMatchObject([{ status }]);
      const { headers: sent, text: body } = await path.raw();
      for (const sentText of [JSON.stringify([...sent]), body]) {
        expect(sentText).not.toMatch(/4711|10\.1\.2\.3/);
        expect(sentText).not.toContain(key);
      }
    },
  );

  it('sends an error after the first byte inside the stream, with the code of its class', async () => {
    await using path = await Path.open(relayFunction, {
      script: [{ reply: { text, fault: { kind: 'error', after: 3 } } }],
    });
    const { values, error } = await getFailure(path);

    expect(values).toBeGreaterThan(0);
    expect(error).toBeInstanceOf(ServiceUnavailableError);
    expect(error).toMatchObject({
      inBand: true,
      code: 'model_offline',
      retryAfter: 30_000,
    });
    expect((await path.raw()).text).toMatch(/data: \{"error":\{[^\n]*\}\}\n\ndata: \[DONE\]\n\n$/);
  });

  it.each(['cut', 'reset', 'hang-up'] as const)('fails an answer after a %s of the server', async (kind) => {
    await using path = await Path.open(relayFunction, {
      script: [{ reply: { text, fault: { kind, after: 3 } } }],
    });
    const { error } = await getFailure(path);

    expect(error).toMatchObject({ name: 'InternalServerError', inBand: true, code: 'upstream_error' });
    expect(path.errors).toMatchObject([{ name: 'TruncatedStreamError' }]);
  });

  it('sends a general message for an error of your own code', async () => {
    const fault = new Error(`no ${key} in /etc/secret`);
    await using path = await Path.open(relayFunction, shortAnswer, { source: () => throwError(() => fault) });

    expect(await path.raw()).toMatchObject({
      status: 500,
      text: '{"error":{"message":"The relay has failed.","type":"server_error","code":"server_error","param":null}}',
    });
    expect(path.errors).toEqual([fault]);
  });

  it.each<[string, RelaySource]>([
    [
      'throws',
      () => {
        throw new Error('not made');
      },
    ],
    ['is empty', () => EMPTY],
  ])('fails the answer if its source %s', async (how, source) => {
    await using path = await Path.open(relayFunction, shortAnswer, { source });
    const { error } = await getFailure(path);

    expect(error).toMatchObject(how === 'throws' ? { status: 500 } : { name: 'TruncatedStreamError' });
  });

  it('sends a 400 with the message of a RequestError, for a request that the client rejects', async () => {
    await using path = await Path.open(relayFunction, shortAnswer);

    expect(await path.raw({ ...question, temperature: 9 })).toMatchObject({
      status: 400,
      text: expect.stringContaining('temperature: use at most 2') as string,
    });
    expect(path.upstream.requestCount).toBe(0);
  });

  it('sends comments while the model is silent, and errors in the stream from then on', async () => {
    const http = { status: 429, body: { error: 'busy' }, timing: { headersDelay: 300 } };
    await using path = await Path.open(
      relayFunction,
      { script: [{ reply: http }] },
      { options: { heartbeat: 20 } },
    );
    const { status, text: body } = await path.raw();

    expect(status).toBe(200);
    expect(body).toMatch(/^(: keep-alive\n\n)+data: \{"error":.*"code":"model_offline"/);
  });

  it('closes the connection to the model as soon as the browser disconnects', async () => {
    await using path = await Path.open(relayFunction, { script: [{ reply: endless }] });
    const recording = new Recording(path.browser.chat.completions.create(question));
    await recording.when(() => recording.values.length > 2);
    expect(path.upstream.openRequests).toBe(1);

    recording.subscription.unsubscribe();
    await until(() => path.upstream.openRequests === 0);

    expect(path.upstream.cancellations).toBe(1);
    expect(path.errors).toEqual([]);
  });

  it('closes the connection to the model when the browser disconnects before the first byte', async () => {
    const reply = { text, timing: { headersDelay: Infinity } };
    await using path = await Path.open(relayFunction, { script: [{ reply }] });
    const recording = new Recording(path.browser.chat.completions.create(question));
    await until(() => path.upstream.openRequests === 1);

    recording.subscription.unsubscribe();
    await until(() => path.upstream.openRequests === 0);
    expect(path.upstream.openConnections).toBe(0);
  });

  it('closes the connection of the browser at once if a source without a gate exceeds maxBuffered', async () => {
    const piece = chunk('x'.repeat(1000));
    await using path = await Path.open(relayFunction, shortAnswer, {
      source: () => range(0, 1_000_000).pipe(map((): ChatCompletionChunk => piece)),
      options: { maxBuffered: 1_000_000 },
    });
    const { error } = await getFailure(path);

    expect(error).toBeInstanceOf(APIConnectionError);
    expect(path.errors).toEqual([expect.any(LimitExceededError)]);
    expect(path.errors).toMatchObject([{ kind: 'slow-sink', limit: 1_000_000 }]);
  });

  it('closes the connection of a browser that reads nothing for maxPause', async () => {
    const piece = chunk('x'.repeat(1000));
    const over = new Flag('the relay has unsubscribed from the source');
    const pieces = interval(1).pipe(
      concatMap(() => range(0, 100)),
      map(() => piece),
    );
    await using path = await Path.open(relayFunction, shortAnswer, {
      source: (gate) =>
        gate.pipe(
          switchMap((isOpen) => (isOpen ? pieces : NEVER)),
          finalize(over.set),
        ),
      options: { maxPause: 100 },
    });
    const response = await fetch(`${path.relay.baseURL}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
    });
    await over.wait();

    await expect(response.text()).rejects.toThrow();
  });
});

describe('the options of a relay', () => {
  it.each([{ heartbeat: 0 }, { maxPause: -1 }, { maxBuffered: Number.NaN }])(
    'are validated: %j',
    (options) => {
      const response = new ServerResponse(new IncomingMessage(new Socket()));

      expect(() => pipeToNodeResponse(response, () => EMPTY, options)).toThrow(TypeError);
      expect(() => toWebResponse(() => EMPTY, options)).toThrow(TypeError);
    },
  );
});

it('a relay requests no chat for a browser that has already disconnected', async () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.destroy();
  let requests = 0;
  const source = (): typeof EMPTY => ((requests += 1), EMPTY);

  expect(pipeToNodeResponse(response, source).closed).toBe(true);
  await expect(toWebResponse(source, { signal: AbortSignal.abort() })).resolves.toMatchObject({
    status: 499,
  });
  expect(requests).toBe(0);
});

/** The error of a chat of the browser, and the number of values before it. */
async function getFailure({ browser }: Path): Promise<{ values: number; error: unknown }> {
  const notes = await lastValueFrom(browser.chat.completions.create(question).pipe(materialize(), toArray()));
  const last = notes.at(-1);
  return { values: notes.length - 1, error: last?.kind === 'E' ? (last.error as unknown) : undefined };
}
