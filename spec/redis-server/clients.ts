import type { RedisClient } from 'venice-rx/redis';

/** A client of one of the libraries, connected. */
export interface TestClient extends AsyncDisposable {
  readonly client: RedisClient;
}

/** How to connect with each library and version that is supported. */
// Loaded on demand: a node of the failure table needs one of them.
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
