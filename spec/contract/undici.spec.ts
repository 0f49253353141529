import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { BehaviorSubject, lastValueFrom, tap } from 'rxjs';
import { Agent, type Dispatcher } from 'undici';
import { VeniceClient, toContent } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { CountingProxy } from './counting-proxy.js';
import { places } from './places.js';
import { proxyEnvironment, recordWithEnvironment } from './proxy-environment.js';
import { question } from './question.js';
import { Recording } from './recording.js';
import { Route } from './route.js';
import { type RunningServer, servers } from './servers.js';
import { undici } from './transports.js';

// Guarantees of a transport that owns its connections.
describe.each(servers)('over undici from $name', ({ path, start }) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());

  it('opens no further connection when a run is cancelled', async () => {
    await using route = await Route.open(undici, {
      server: server.port,
      path,
      stop: { place: places.midChunk },
    });
    const { proxy } = route;
    const recording = new Recording(route.transport(route.request));
    await proxy.when(() => proxy.stops === 1);

    recording.subscription.unsubscribe();
    await proxy.when(() => proxy.open === 0);
    // If cancelling had opened a connection, the proxy would have counted it before this later one.
    const later = new Recording(route.transport(route.request));
    await proxy.when(() => proxy.stops === 2);
    later.subscription.unsubscribe();

    expect(proxy.opened).toBe(2);
  });

  it('closes idle connections with the client', async () => {
    await using proxy = await CountingProxy.start({ server: server.port });
    const client = new VeniceClient({ baseURL: `http://127.0.0.1:${proxy.port}${path}` });
    await lastValueFrom(client.chat.completions.create(question));
    expect(proxy.open).toBe(1);

    await client.close();
    await proxy.when(() => proxy.open === 0);

    expect(proxy.closedByClient).toBe(1);
  });

  it('sends requests through the option `dispatcher`, of undici 7, and never closes the dispatcher', async () => {
    await using proxy = await CountingProxy.start({ server: server.port });
    const origins: string[] = [];
    const agent = new Agent();
    const dispatcher = agent.compose((dispatch) => (options, handler) => {
      origins.push(String(options.origin));
      return dispatch(options, handler);
    });
    const transport = undiciTransport({ dispatcher });
    const origin = `http://127.0.0.1:${proxy.port}`;
    for (const client of [1, 2].map(() => new VeniceClient({ baseURL: origin + path, transport }))) {
      await lastValueFrom(client.chat.completions.create(question));
      await client.close();
      await transport.close();
    }

    expect(origins).toEqual([origin, origin]);
    expect(proxy.counts).toMatchObject({ requests: 2, closedByClient: 0 });
    expect(agent).toMatchObject({ closed: false, destroyed: false });
    await agent.close();
  });
});

describe('undici and the proxy of the environment', () => {
  it.each(['http', 'https'])(
    'sends a request to another machine through the proxy, with %s',
    async (scheme) => {
      await using proxy = await CountingProxy.start();
      const transport = undiciTransport();
      const request = {
        method: 'POST',
        url: `${scheme}://venice.invalid/`,
        headers: {},
        body: '{}',
      } as const;
      const recording = recordWithEnvironment(proxyEnvironment(proxy), transport(request));
      await proxy.when(() => proxy.handshakes === 1);
      expect(proxy.connections[0]?.request).toContain('venice.invalid');

      recording.subscription.unsubscribe();
      await proxy.when(() => proxy.open === 0);

      expect(proxy.counts).toEqual({ opened: 1, open: 0, closedByClient: 1, requests: 0 });
      expect(recording.notifications).toBe(0);
      await transport.close();
    },
  );
});

describe('undici and answers that end with their connection', () => {
  it('are not paused, since the parser of undici would throw an uncaught exception at their end', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n'));
      socket.once('data', () =>
        socket.end('data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n'),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await using client = new VeniceClient({ baseURL });
    const gate = new BehaviorSubject(true);
    const chat = client.chat.completions.create(question, { gate }).pipe(
      tap(() => gate.next(false)),
      toContent(),
    );

    await expect(lastValueFrom(chat)).resolves.toBe('Hi');
    server.close();
  });
});

describe('undiciTransport', () => {
  it.each([
    [{}, 'an object'],
    ['http://127.0.0.1', 'a string'],
    [null, 'null'],
  ])('rejects %j as its dispatcher with a TypeError', (wrong, received) => {
    const dispatcher = wrong as unknown as Dispatcher;

    expect(() => undiciTransport({ dispatcher })).toThrow(
      new TypeError(
        `\`dispatcher\` must be a dispatcher of undici 7 or 8: an Agent, a Pool, a Client or a ProxyAgent; received ${received}`,
      ),
    );
  });

  it('fails with a TypeError that names the supported versions if the dispatcher has another version', async () => {
    const dispatch = (): never => {
      throw Object.assign(new Error('invalid onError method'), { code: 'UND_ERR_INVALID_ARG' });
    };
    const transport = undiciTransport({ dispatcher: { dispatch } as unknown as Dispatcher });

    const run = lastValueFrom(transport({ method: 'GET', url: 'http://127.0.0.1:9', headers: {} }));

    await expect(run).rejects.toMatchObject({
      name: 'TypeError',
      message: expect.stringContaining('must be a dispatcher of undici 7 or 8') as string,
      cause: { code: 'UND_ERR_INVALID_ARG' },
    });
  });
});
