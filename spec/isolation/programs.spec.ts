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

    for (const owner of users) {
      const run = user.run(owner, () =>
        lastValueFrom(runTools(client.chat.completions, request, { tools: [orders] })),
      );
      const event = await run;
      if (event.type === 'completion') answers.push(String(event.completion.choices[0]?.message.content));
    }

    expect(answers).toEqual(users.map((owner) => `orders of ${owner}`));
    expect(server.connections).toBeLessThan(users.length);
  });

  it.each(['one after the other', 'at the same time'])(
    'calls next, complete and finalize in the context of the run, %s',
    async (order) => {
      await start();
      const observer = new ContextObserver();
      const run = (owner: string): Promise<unknown> =>
        user.run(owner, () => {
          const record = (place: string) => (): void => {
            observer.record(owner, place);
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

      if (order === 'at the same time') await Promise.all(users.map(run));
      else for (const owner of users) await run(owner);

      expect(observer.violations).toEqual([]);
      // Three chunks, complete and finalize.
      expect(observer.calls.length).toBe(users.length * 5);
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

    await Promise.all(users.map((owner) => user.run(owner, ask)));

    expect(server.requests.map(({ authorization }) => authorization).sort()).toEqual(
      users.map((owner) => `Bearer key-of-${owner}`).sort(),
    );
  });

  it('reports an error in the context of the run that failed', async () => {
    await start((_, response) => response.writeHead(500).end('{}'));
    const observer = new ContextObserver();

    for (const owner of users) {
      await user.run(owner, () =>
        lastValueFrom(client.chat.completions.create(request)).catch(() => {
          observer.record(owner, 'catch');
        }),
      );
      await user.run(owner, async () => {
        const failed = new EventEmitter();
        const failure = new Promise((resolve) => failed.once('failed', resolve));
        client.chat.completions.create(request).subscribe({
          error: () => {
            observer.record(owner, 'error');
            failed.emit('failed');
          },
        });
        await failure;
      });
    }

    expect(observer.violations).toEqual([]);
    expect(observer.calls.length).toBe(2 * users.length);
  });

  it('keeps the context of a request to another route', async () => {
    await start((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"object":"list","data":[]}');
    });
    const observer = new ContextObserver();

    for (const owner of users) {
      await user.run(owner, () =>
        firstValueFrom(
          client.request({ path: '/models' }).pipe(
            tap(() => {
              observer.record(owner, 'next');
            }),
          ),
        ),
      );
    }

    expect(observer.violations).toEqual([]);
  });
});
