import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { firstValueFrom, lastValueFrom, materialize, throwError, toArray } from 'rxjs';
import { APIConnectionError, type HttpTransport, VeniceClient } from 'venice-rx';
import { inspectEverything } from '../client/inspect-everything.js';
import { transports } from '../contract/transports.js';

const key = 'VENICE_INFERENCE_KEY_do-not-show/this+one';
const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;

/** A server that answers with these bytes, in which `KEY` is what it was sent as `authorization`. */
async function listen(answer: string): Promise<AsyncDisposable & { readonly baseURL: string }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      const [, sent = ''] = /^authorization: (.*)\r$/im.exec(data.toString('latin1')) ?? [];
      socket.end(answer.replaceAll('KEY', sent).replaceAll('ENCODED', encodeURIComponent(sent)), 'latin1');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    [Symbol.asyncDispose]: () => new Promise((done) => void server.close(() => done())),
  };
}

function answerWith(statusLine: string, headers: readonly string[], body = '{}'): string {
  const all = [
    `HTTP/1.1 ${statusLine}`,
    ...headers,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return `${all.join('\r\n')}\r\n\r\n${body}`;
}

const answers: readonly (readonly [string, string])[] = [
  ['a coding', answerWith('200 OK', ['content-type: text/event-stream', 'content-encoding: gzip, KEY'])],
  ['a coding that is none', answerWith('200 OK', ['content-encoding: KEY'])],
  ['a coding of an error', answerWith('500 No', ['content-encoding: gzip;KEY'])],
  ['a content type', answerWith('200 OK', ['content-type: KEY'])],
  ['the reason phrase', answerWith('500 KEY', [])],
  ['a redirect', answerWith('302 Found', ['location: https://a.example/?key=KEY'])],
  ['a redirect, encoded', answerWith('307 Found', ['location: https://a.example/?key=ENCODED'])],
  [
    'the name of a header',
    answerWith(
      '500 No',
      ['x-KEY: 1'].map((line) => line.replace('KEY', key.replaceAll(/[/]/g, '-'))),
    ),
  ],
  ['a request id', answerWith('500 No', ['cf-ray: KEY', 'x-request-id: KEY'])],
  ['a limit', answerWith('429 No', ['retry-after: KEY', 'x-ratelimit-remaining: KEY'])],
  ['what is no HTTP', 'HTTP/1.1 KEY KEY\r\nKEY\r\n\r\nKEY'],
  ['a broken chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nKEY\r\nKEY\r\n'],
  [
    'what is no gzip',
    answerWith('200 OK', ['content-type: application/json', 'content-encoding: gzip'], 'ENCODED'),
  ],
];

describe.each(transports)('the key, sent back over $name', ({ create }) => {
  it.each(answers)('is not shown when it is in %s', async (_name, answer) => {
    await using server = await listen(answer);
    const transport = create();
    const client = new VeniceClient({ apiKey: key, baseURL: server.baseURL, transport });
    const seen = [
      await lastValueFrom(
        client.chat.completions.create({ ...request, stream: true }).pipe(materialize(), toArray()),
      ),
      await firstValueFrom(client.chat.completions.create(request).pipe(materialize())),
      await firstValueFrom(client.request({ path: '/models' }).pipe(materialize())),
    ];
    await transport.close();
    const shown = inspectEverything(seen).toLowerCase();

    expect(shown).not.toContain(key.toLowerCase());
    expect(shown).not.toContain(encodeURIComponent(key).toLowerCase());
  });
});

it('names the codings that it knows of an answer that is compressed unasked', async () => {
  await using server = await listen(answerWith('200 OK', ['content-encoding: GZIP, KEY, br, gzip']));
  const client = new VeniceClient({ apiKey: key, baseURL: server.baseURL });
  const { error } = (await firstValueFrom(
    client.chat.completions.create({ ...request, stream: true }).pipe(materialize()),
  )) as { error?: Error };
  await client.close();

  expect(error?.message).toContain('compressed its answer (gzip, br) although the request does not allow it');
});

describe('the key, in what a transport fails with', () => {
  const response = { status: 401, body: { seen: [{ [key]: `Bearer ${key}` }] } };
  it.each<[string, () => unknown]>([
    ['an error', () => new Error(`cannot send ${key}`)],
    ['a cause', () => new Error('no', { cause: new Error('why', { cause: new Error(key) }) })],
    ['a cause that is a string', () => new Error('no', { cause: `Bearer ${key}` })],
    ['a field', () => Object.assign(new Error('no'), { response })],
    ['one error of many', () => new AggregateError([new Error('a'), new Error(key)], 'no')],
    ['an error of ours', () => new APIConnectionError({ message: `no ${key}`, code: key, cause: { key } })],
    ['a string', () => key],
  ])('is not shown when it is in %s', async (_name, fail) => {
    // eslint-disable-next-line rxjs-x/throw-error -- a transport of the user's may fail with anything
    const transport: HttpTransport = () => throwError(fail);
    const client = new VeniceClient({ apiKey: key, baseURL: 'http://localhost', transport });
    const seen = [
      await firstValueFrom(client.chat.completions.create({ ...request, stream: true }).pipe(materialize())),
      await firstValueFrom(client.request({ path: '/models' }).pipe(materialize())),
    ];

    expect(seen).toMatchObject([{ kind: 'E' }, { kind: 'E' }]);
    expect(inspectEverything(seen)).not.toContain(key);
  });

  it('leaves every other error as it is', async () => {
    const failure = Object.assign(new Error('several\nlines'), { response: { status: 500 } });
    const client = new VeniceClient({
      apiKey: key,
      baseURL: 'http://localhost',
      transport: () => throwError(() => failure),
    });
    const seen = await firstValueFrom(client.request({ path: '/models' }).pipe(materialize()));

    expect((seen as { error?: unknown }).error).toBe(failure);
  });

  it('keeps the class and the facts of an error of ours', async () => {
    const failure = new APIConnectionError({ message: `no ${key}`, code: 'ECONNRESET', retryAfter: 5 });
    const client = new VeniceClient({
      apiKey: key,
      baseURL: 'http://localhost',
      transport: () => throwError(() => failure),
    });
    const { error } = (await firstValueFrom(client.request({ path: '/models' }).pipe(materialize()))) as {
      error?: unknown;
    };

    expect(error).toBeInstanceOf(APIConnectionError);
    expect(error).toMatchObject({ message: 'no [redacted]', code: 'ECONNRESET', retryAfter: 5 });
  });
});
