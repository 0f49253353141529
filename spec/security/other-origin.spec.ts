import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lastValueFrom } from 'rxjs';
import { VeniceClient } from 'venice-rx';
import { transports } from '../contract/transports.js';

const key = 'VENICE_INFERENCE_KEY_do-not-send-this';
const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;
const redirects = [300, 301, 302, 303, 304, 305, 307, 308];

type Send = (client: VeniceClient) => Promise<unknown>;
const routes: readonly (readonly [string, Send])[] = [
  [
    'a streamed chat',
    (client) => lastValueFrom(client.chat.completions.create({ ...request, stream: true })),
  ],
  ['a chat in one piece', (client) => lastValueFrom(client.chat.completions.create(request))],
  ['models', (client) => lastValueFrom(client.models.list())],
  ['another route', (client) => lastValueFrom(client.request({ path: '/api_keys', body: {} }))],
];

interface Listener extends AsyncDisposable {
  readonly origin: string;
  /** The URL and the `authorization` header of each received request. */
  readonly requests: (readonly [url: string | undefined, key: string | undefined])[];
}

/** A server that answers each request with a status and, optionally, a `location`. */
async function listen(answer: (url: string) => { status: number; location?: string }): Promise<Listener> {
  const requests: [string | undefined, string | undefined][] = [];
  const server = createServer((received, response) => {
    requests.push([received.url, received.headers.authorization]);
    const { status, location } = answer(received.url ?? '');
    response.writeHead(status, location === undefined ? {} : { location }).end();
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

describe.each(transports)('with $name, the key', ({ create }) => {
  it.each(routes)('is not sent to the server of a redirect: %s', async (_name, send) => {
    await using elsewhere = await listen(() => ({ status: 200 }));
    let status = 0;
    await using server = await listen(() => ({
      status,
      location: `${elsewhere.origin}/api/v1/chat/completions`,
    }));
    const transport = create();
    const client = new VeniceClient({ apiKey: key, baseURL: `${server.origin}/api/v1`, transport });
    for (status of redirects)
      await expect(send(client)).rejects.toMatchObject({ status, isRetryable: false });
    await transport.close();

    expect(server.requests).toHaveLength(redirects.length);
    expect(server.requests.every(([, sent]) => sent === `Bearer ${key}`)).toBe(true);
    expect(elsewhere.requests).toEqual([]);
  });

  it('is sent only to paths below that of the base URL', async () => {
    await using server = await listen(() => ({ status: 404 }));
    const transport = create();
    const client = new VeniceClient({ apiKey: key, baseURL: `${server.origin}/a/b/`, transport });
    const paths = [
      '/models',
      '//elsewhere.example/x',
      '/\\elsewhere.example',
      '/@elsewhere.example',
      '/x?a=http://b',
    ];
    for (const path of paths) {
      await expect(lastValueFrom(client.request({ path }))).rejects.toMatchObject({ status: 404 });
    }
    await transport.close();

    expect(server.requests.map(([url]) => url?.startsWith('/a/b/'))).toEqual(paths.map(() => true));
  });
});

describe('the key of a client', () => {
  it('is also sent to the base URL of `withOptions`, unless these options have an `apiKey`', async () => {
    await using server = await listen(() => ({ status: 404 }));
    const client = new VeniceClient({ apiKey: key, baseURL: 'http://localhost:1' });
    const baseURL = server.origin;
    for (const options of [
      { baseURL },
      { baseURL, apiKey: 'another' },
      { baseURL, apiKey: false } as const,
    ]) {
      const other = client.withOptions(options);
      await expect(lastValueFrom(other.models.list())).rejects.toMatchObject({ status: 404 });
    }
    await client.close();

    expect(server.requests.map(([, sent]) => sent)).toEqual([`Bearer ${key}`, 'Bearer another', undefined]);
  });

  it('is not read from the environment by a client with `apiKey: false`, or by clients derived from it', async () => {
    await using server = await listen(() => ({ status: 404 }));
    const before = process.env['VENICE_API_KEY'];
    process.env['VENICE_API_KEY'] = key;
    const client = new VeniceClient({ apiKey: false, baseURL: server.origin });
    const clients = [client, client.withOptions({}), new VeniceClient({ baseURL: server.origin })];
    if (before === undefined) delete process.env['VENICE_API_KEY'];
    else process.env['VENICE_API_KEY'] = before;
    for (const derived of clients) {
      await expect(lastValueFrom(derived.models.list())).rejects.toMatchObject({ status: 404 });
    }
    for (const derived of clients) await derived.close();

    expect(server.requests.map(([, sent]) => sent)).toEqual([undefined, undefined, `Bearer ${key}`]);
  });

  it('is required for Venice: with `apiKey: false`, a request fails with an AuthenticationError', async () => {
    const client = new VeniceClient({ apiKey: false, baseURL: 'https://api.venice.ai/api/v1' });

    await expect(lastValueFrom(client.models.list())).rejects.toMatchObject({ name: 'AuthenticationError' });
  });
});
