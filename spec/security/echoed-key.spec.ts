import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { firstValueFrom, lastValueFrom, materialize, throwError, toArray } from 'rxjs';
import { APIConnectionError, type HttpTransport, VeniceClient } from 'venice-rx';
import { inspectEverything } from '../client/inspect-everything.js';
import { transports } from '../contract/transports.js';

const key = 'VENICE_INFERENCE_KEY_do-not-show/this+one';
const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;

/** A server that answers with these bytes. It replaces `KEY` with the received `authorization` header, and `ENCODED` with its URL encoding. */
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
  [
    'an unknown content coding after gzip',
    answerWith('200 OK', ['content-type: text/event-stream', 'content-encoding: gzip, KEY']),
  ],
  ['an unknown content coding', answerWith('200 OK', ['content-encoding: KEY'])],
  ['the content coding of an error', answerWith('500 No', ['content-encoding: gzip;KEY'])],
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
  ['the headers of a rate limit', answerWith('429 No', ['retry-after: KEY', 'x-ratelimit-remaining: KEY'])],
  ['an invalid status line', 'HTTP/1.1 KEY KEY\r\nKEY\r\n\r\nKEY'],
  ['a broken chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nKEY\r\nKEY\r\n'],
  [
    'a body that is not gzip',
    answerWith('200 OK', ['content-type: application/json', 'content-encoding: gzip'], 'ENCODED'),
  ],
];

describe.each(transports)('the key in a response over $name', ({ create }) => {
  it.each(answers)('is redacted in %s', async (_name, answer) => {
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

it('names only the known content codings in the error of a response that must not be compressed', async () => {
  await using server = await listen(answerWith('200 OK', ['content-encoding: GZIP, KEY, br, gzip']));
  const client = new VeniceClient({ apiKey: key, baseURL: server.baseURL });
  const { error } = (await firstValueFrom(
    client.chat.completions.create({ ...request, stream: true }).pipe(materialize()),
  )) as { error?: Error };
  await client.close();

  expect(error?.message).toContain('compressed its answer (gzip, br) although the request does not allow it');
});

describe('the key in the error of a transport', () => {
  const response = { status: 401, body: { seen: [{ [key]: `Bearer ${key}` }] } };
  it.each<[string, () => unknown]>([
    ['an error', () => new Error(`cannot send ${key}`)],
    ['a cause', () => new Error('no', { cause: new Error('why', { cause: new Error(key) }) })],
    ['a cause that is a string', () => new Error('no', { cause: `Bearer ${key}` })],
    ['a field', () => Object.assign(new Error('no'), { response })],
    ['an AggregateError', () => new AggregateError([new Error('a'), new Error(key)], 'no')],
    ['a VeniceError', () => new APIConnectionError({ message: `no ${key}`, code: key, cause: { key } })],
    ['a string', () => key],
  ])('is redacted in %s', async (_name, fail) => {
    // eslint-disable-next-line rxjs-x/throw-error -- a custom transport may fail with any value
    const transport: HttpTransport = () => throwError(fail);
    const client = new VeniceClient({ apiKey: key, baseURL: 'http://localhost', transport });
    const seen = [
      await firstValueFrom(client.chat.completions.create({ ...request, stream: true }).pipe(materialize())),
      await firstValueFrom(client.request({ path: '/models' }).pipe(materialize())),
    ];

    expect(seen).toMatchObject([{ kind: 'E' }, { kind: 'E' }]);
    expect(inspectEverything(seen)).not.toContain(key);
  });

  it('does not occur in other errors, which are passed on unchanged', async () => {
    const failure = Object.assign(new Error('several\nlines'), { response: { status: 500 } });
    const client = new VeniceClient({
      apiKey: key,
      baseURL: 'http://localhost',
      transport: () => throwError(() => failure),
    });
    const seen = await firstValueFrom(client.request({ path: '/models' }).pipe(materialize()));

    expect((seen as { error?: unknown }).error).toBe(failure);
  });

  it('is redacted in a VeniceError without a change of its class and details', async () => {
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
