import type { RedisClient } from 'venice-rx/redis';

/** A connected client. */
export interface TestClient extends AsyncDisposable {
  readonly client: RedisClient;
}

/** Connects with a client of each supported library and version. Libraries are loaded on demand, since a process needs only one. */
export const clients: Readonly<Record<string, (url: string) => Promise<TestClient>>> = {
  'redis 6': async (url) => {
    const { createClient } = await import('redis');
    const client = createClient({ url });
    client.on('error', () => undefined);
    await client.connect();
    return toDisposable(client, () => {
      client.destroy();
    });
  },
  'redis 5': async (url) => {
    const { createClient } = await import('redis5');
    const client = createClient({ url });
    client.on('error', () => undefined);
    await client.connect();
    return toDisposable(client, () => {
      client.destroy();
    });
  },
  'ioredis 6': async (url) => {
    const { Redis } = await import('ioredis');
    const client = new Redis(url);
    client.on('error', () => undefined);
    await new Promise((resolve) => client.once('ready', resolve));
    return toDisposable(client, () => {
      client.disconnect();
    });
  },
  'ioredis 5': async (url) => {
    const { Redis } = await import('ioredis5');
    const client = new Redis(url);
    client.on('error', () => undefined);
    await new Promise((resolve) => client.once('ready', resolve));
    return toDisposable(client, () => {
      client.disconnect();
    });
  },
};

function toDisposable(client: RedisClient, close: () => void): TestClient {
  return {
    client,
    [Symbol.asyncDispose]: () => {
      close();
      return Promise.resolve();
    },
  };
}
