import { once } from 'node:events';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { ProxyAgent, fetch as undiciFetch } from 'undici';
import { type HttpTransport, VeniceClient, fetchTransport } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { inspectEverything } from '../client/inspect-everything.js';
import { withEnvironment } from '../support/with-environment.js';

/** Starts a proxy that sends `reply` after the first bytes of each connection, and closes the connection. */
async function startProxy(reply: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(reply));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const getPort = (server: Server): number => (server.address() as AddressInfo).port;

async function getFailure(transport: HttpTransport, baseURL = 'https://venice.invalid'): Promise<unknown> {
  const client = new VeniceClient({ baseURL, apiKey: false, transport });
  const request = { model: 'm', messages: [{ role: 'user', content: 'Hello?' }] } as const;
  try {
    return await firstValueFrom(client.chat.completions.create(request)).catch((error: unknown) => error);
  } finally {
    await client.close();
  }
}

/** Returns the error of a request with this proxy in the environment. */
async function getFailureThrough(proxy: string): Promise<unknown> {
  const transport = undiciTransport();
  const variables = { http_proxy: undefined, HTTP_PROXY: undefined, https_proxy: proxy, no_proxy: undefined };
  let failure: Promise<unknown> = Promise.resolve();
  // The transport reads the environment at its first request, synchronously.
  withEnvironment({ ...variables, HTTPS_PROXY: undefined, NO_PROXY: undefined }, () => {
    failure = getFailure(transport);
  });
  return await failure.finally(() => transport.close());
}

describe.each([
  ['403 Forbidden', 403, false],
  ['407 Proxy Authentication Required', 407, false],
  ['502 Bad Gateway', 502, true],
])('a proxy that answers CONNECT with %s', (reply, status, isRetryable) => {
  let server: Server;
  beforeEach(async () => {
    server = await startProxy(`HTTP/1.1 ${reply}\r\nContent-Length: 0\r\n\r\n`);
  });
  afterEach(async () => {
    server.close();
    await once(server, 'close');
  });

  it('is named in the error, without its credentials, if the environment configures it', async () => {
    const error = await getFailureThrough(`http://user:hunter2pw@127.0.0.1:${getPort(server)}`);

    expect(error).toMatchObject({
      name: 'APIConnectionError',
      message: `the proxy http://127.0.0.1:${getPort(server)} refused to connect to https://venice.invalid: status ${status}`,
      code: `ERR_PROXY_${status}`,
      isRetryable,
    });
    expect(inspectEverything(error)).not.toContain('hunter2pw');
  });

  it.each<[string, (dispatcher: ProxyAgent) => HttpTransport]>([
    ['the option `dispatcher`', (dispatcher) => undiciTransport({ dispatcher })],
    [
      'the dispatcher of a custom fetch',
      (dispatcher) =>
        fetchTransport({
          fetch: async () => {
            await undiciFetch('https://venice.invalid', { dispatcher });
            throw new Error('the proxy let the request pass');
          },
        }),
    ],
  ])('is not named in the error if it is set as %s', async (_name, toTransport) => {
    const dispatcher = new ProxyAgent(`http://127.0.0.1:${getPort(server)}`);
    const error = await getFailure(toTransport(dispatcher));
    await dispatcher.destroy();

    expect(error).toMatchObject({
      name: 'APIConnectionError',
      message: `the proxy refused to connect to https://venice.invalid: status ${status}`,
      code: `ERR_PROXY_${status}`,
      isRetryable,
    });
  });
});

describe('a proxy of the environment', () => {
  it('is named in the error if it cannot be reached', async () => {
    const server = await startProxy('');
    const port = getPort(server);
    server.close();
    await once(server, 'close');

    expect(await getFailureThrough(`http://127.0.0.1:${port}`)).toMatchObject({
      message: `no connection to https://venice.invalid through the proxy http://127.0.0.1:${port}: ECONNREFUSED`,
      code: 'ECONNREFUSED',
      isRetryable: true,
    });
  });

  it('is named in the error if its answer is not HTTP', async () => {
    const server = await startProxy('hello\r\n\r\n');
    const port = getPort(server);

    expect(await getFailureThrough(`http://127.0.0.1:${port}`)).toMatchObject({
      message: `the answer from the proxy http://127.0.0.1:${port} is not valid HTTP: HPE_INVALID`,
      code: 'HPE_INVALID',
    });
    server.close();
  });

  it('fails the request with ECONNRESET if it closes the connection without an answer', async () => {
    const server = await startProxy('');

    expect(await getFailureThrough(`http://127.0.0.1:${getPort(server)}`)).toMatchObject({
      name: 'APIConnectionError',
      code: 'ECONNRESET',
      isRetryable: true,
    });
    server.close();
  });
});
