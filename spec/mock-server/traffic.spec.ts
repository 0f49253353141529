import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';

import {
  startMockServer,
  story,
  type MockServer,
  type MockServerOptions,
  type Script,
} from 'venice-rx/mock-server';

import { ask, begin, send } from './send-chat.js';
import { until } from './until.js';
import { countIntervals } from './count-intervals.js';

const atOnce: Script = [{ reply: { text: story } }];
const stalled: Script = [{ reply: { text: 'Once upon', timing: { tokenDelay: 60_000 } } }];

afterEach(() => void jest.restoreAllMocks());

/** Sends requests for these paths and for `/last` over one connection, without waiting for each response. */
async function pipeline({ url }: MockServer, paths: readonly string[]): Promise<void> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`).join(''));
  socket.write(`GET /last HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  await text(socket);
}

describe('the counters of a mock server', () => {
  let server: MockServer;
  const start = async (options: MockServerOptions): Promise<void> => {
    server = await startMockServer(options);
  };
  afterEach(() => server.close());

  it('include the method, path, headers and body of each request', async () => {
    await start({ script: atOnce });
    await ask(server, { model: 'm' });

    expect(server.requestCount).toBe(1);
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: '/api/v1/chat/completions',
        headers: { 'content-type': 'application/json' },
        body: { model: 'm' },
      },
    ]);
  });

  it('hide credentials, which can only be read by name', async () => {
    await start({ script: atOnce, apiKey: 'secret' });
    await ask(server, {}, { authorization: 'Bearer secret' });

    expect(inspect(server, { depth: 9, getters: true })).not.toContain('secret');
    expect(JSON.stringify(server)).not.toContain('secret');
    expect(server.requests[0]?.headers.authorization).toBe('Bearer secret');
  });

  it('keep the latest 1,000 requests, and count all', async () => {
    await start({ script: atOnce });
    await pipeline(
      server,
      Array.from({ length: 1001 }, (_, i) => `/${String(i)}`),
    );

    expect(server.requestCount).toBe(1002);
    expect(server.requests).toHaveLength(1000);
    expect(server.requests[0]?.path).toBe('/2');
  });

  it('keep bodies that take up to 16 MiB of memory, and count all requests', async () => {
    await start({ script: atOnce });
    for (let i = 0; i < 12; i++) await (await ask(server, { i, text: 'x'.repeat(1024 * 1024) })).text();

    expect(server.requestCount).toBe(12);
    expect(server.requests.map(({ body }) => (body as { i: number }).i)).toEqual([5, 6, 7, 8, 9, 10, 11]);
  });

  it.each([
    ['long text', { text: 'x'.repeat(9 * 1024 * 1024) }],
    ['many values', { list: Array.from({ length: 300_000 }, () => []) }],
  ])('keep a request without its body if the body takes more than 16 MiB: %s', async (_name, body) => {
    await start({ script: atOnce });
    await (await ask(server, { small: true })).text();
    await (await ask(server, body)).text();

    expect(server.requests.map((request) => request.body)).toMatchObject([{ small: true }, null]);
    expect(server.requests[1]).toMatchObject({ method: 'POST', path: '/api/v1/chat/completions' });
  });

  it('count a client that disconnects during the answer as a cancellation, and the server stops writing', async () => {
    await start({ script: stalled });
    const runningIntervals = countIntervals();
    const { client } = await begin(server, { stream: true });
    expect([server.openRequests, server.openConnections, server.cancellations]).toEqual([1, 1, 0]);
    expect(runningIntervals()).toBe(1);

    client.destroy();
    await until(() => server.openConnections === 0);

    expect([server.openRequests, server.cancellations]).toEqual([0, 1]);
    expect(runningIntervals()).toBe(0);
  });

  it('count a client that disconnects before the headers of the answer as a cancellation', async () => {
    await start({ script: [{ reply: { text: 'Hi', timing: { headersDelay: 60_000 } } }] });
    const client = send(server, { stream: true });
    await until(() => server.requestCount === 1);

    client.destroy();
    await until(() => server.openConnections === 0);

    expect([server.openRequests, server.cancellations]).toEqual([0, 1]);
  });

  it('count a client that disconnects during its request as a cancellation', async () => {
    await start({ script: atOnce });
    const client = send(server, {}, { 'content-length': '100000' });
    await until(() => server.openRequests === 1);

    client.destroy();
    await until(() => server.openConnections === 0);

    expect([server.requestCount, server.openRequests, server.cancellations]).toEqual([0, 0, 1]);
  });

  it('count no cancellation if the client has read the answer to its end', async () => {
    await start({ script: atOnce });
    await (await ask(server, { stream: true })).text();
    await until(() => server.openRequests === 0);

    expect(server.cancellations).toBe(0);
  });
});

describe('closing a mock server', () => {
  it('ends open answers at once, and leaves no connection or interval', async () => {
    const server = await startMockServer({ script: stalled });
    const runningIntervals = countIntervals();
    const { response } = await begin(server, { stream: true });
    const failure = once(response, 'error');
    expect(runningIntervals()).toBe(1);

    await server.close();

    expect([server.openConnections, server.openRequests, server.cancellations]).toEqual([0, 0, 0]);
    expect(await failure).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(runningIntervals()).toBe(0);
  });

  it('has no further effect when repeated, also as Symbol.asyncDispose', async () => {
    const server = await startMockServer();
    await server.close();
    await server.close();
    await server[Symbol.asyncDispose]();

    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });
});
