import { EventEmitter } from 'node:events';
import { firstValueFrom, lastValueFrom, tap, toArray } from 'rxjs';
import { VeniceClient, fetchTransport, rateLimiter, runTools, toContent, tool } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { ChatServer, callTool, stream } from './chat-server.js';
import { ContextObserver, user } from './users.js';

const transports = { undici: undiciTransport, fetch: fetchTransport };
const users = ['alice', 'bob', 'carol', 'dave', 'erin'];
const request = { model: 'm', messages: [{ role: 'user', content: 'Hello?' }] } as const;

describe.each(['undici', 'fetch'] as const)('many users of one client, over %s', (name) => {
  let server: ChatServer;
  let client: VeniceClient;

  const start = async (reply = stream('Hel', 'lo')): Promise<void> => {
    server = await new ChatServer(reply).listen();
    client = new VeniceClient({ baseURL: server.baseURL, apiKey: false, transport: transports[name]() });
  };

  afterEach(async () => {
    await client.close();
    await server.close();
  });

  it('runs a tool in the context of its user, on a connection that another user opened', async () => {
    await start(callTool('orders'));
    const orders = tool({
      name: 'orders',
      description: 'Lists orders.',
      execute: () => `orders of ${user.getStore()}`,
    });
    const answers: string[] = [];

    for (const one of users) {
      const run = user.run(one, () =>
        lastValueFrom(runTools(client.chat.completions, request, { tools: [orders] })),
      );
      const event = await run;
      if (event.type === 'completion') answers.push(String(event.completion.choices[0]?.message.content));
    }

    expect(answers).toEqual(users.map((one) => `orders of ${one}`));
    expect(server.connections).toBeLessThan(users.length);
  });

  it.each(['one after the other', 'at once'])(
    'calls every callback of a run in its context, %s',
    async (order) => {
      await start();
      const observer = new ContextObserver();
      const run = (one: string): Promise<unknown> =>
        user.run(one, () => {
          const record = (place: string) => (): void => {
            observer.record(one, place);
          };
          return lastValueFrom(
            client.chat.completions
              .create({ ...request, stream: true })
              .pipe(
                tap({ next: record('next'), complete: record('complete'), finalize: record('finalize') }),
                toArray(),
              ),
          );
        });

      if (order === 'at once') await Promise.all(users.map(run));
      else for (const one of users) await run(one);

      expect(observer.violations).toEqual([]);
      expect(observer.observed.length).toBe(users.length * 5);
    },
  );

  it('sends each queued request with the key of its user', async () => {
    await start();
    const limited = client.withOptions({
      apiKey: () => Promise.resolve(`key-of-${user.getStore()}`),
      limits: rateLimiter({ concurrency: 1 }),
    });
    const ask = (): Promise<string> =>
      lastValueFrom(limited.chat.completions.create({ ...request, stream: true }).pipe(toContent()));

    await Promise.all(users.map((one) => user.run(one, ask)));

    expect(server.received.map(({ authorization }) => authorization).sort()).toEqual(
      users.map((one) => `Bearer key-of-${one}`).sort(),
    );
  });

  it('reports an error in the context of the run that failed', async () => {
    await start((_, response) => response.writeHead(500).end('{}'));
    const observer = new ContextObserver();

    for (const one of users) {
      await user.run(one, () =>
        lastValueFrom(client.chat.completions.create(request)).catch(() => {
          observer.record(one, 'catch');
        }),
      );
      await user.run(one, async () => {
        const failed = new EventEmitter();
        const failure = new Promise((resolve) => failed.once('failed', resolve));
        client.chat.completions.create(request).subscribe({
          error: () => {
            observer.record(one, 'error');
            failed.emit('failed');
          },
        });
        await failure;
      });
    }

    expect(observer.violations).toEqual([]);
    expect(observer.observed.length).toBe(10);
  });

  it('keeps the context of a request to another route', async () => {
    await start((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"object":"list","data":[]}');
    });
    const observer = new ContextObserver();

    for (const one of users) {
      await user.run(one, () =>
        firstValueFrom(
          client.request({ path: '/models' }).pipe(
            tap(() => {
              observer.record(one, 'next');
            }),
          ),
        ),
      );
    }

    expect(observer.violations).toEqual([]);
  });
});
