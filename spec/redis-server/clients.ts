import { Redis } from 'ioredis';
import { Redis as Redis5 } from 'ioredis5';
import { createClient } from 'redis';
import { createClient as createClient5 } from 'redis5';
import type { RedisClient } from 'venice-rx/redis';

/** A client of one of the libraries, connected. */
export interface TestClient extends AsyncDisposable {
  readonly client: RedisClient;
}

/** How to connect with each library and version that is supported. */
export const clients: Readonly<Record<string, (url: string) => Promise<TestClient>>> = {
  'redis 6': async (url) => {
    const client = createClient({ url });
    client.on('error', () => undefined);
    await client.connect();
    return toDisposable(client, () => {
      client.destroy();
    });
  },
  'redis 5': async (url) => {
    const client = createClient5({ url });
    client.on('error', () => undefined);
    await client.connect();
    return toDisposable(client, () => {
      client.destroy();
    });
  },
  'ioredis 6': (url) => {
    const client = new Redis(url);
    client.on('error', () => undefined);
    return Promise.resolve(
      toDisposable(client, () => {
        client.disconnect();
      }),
    );
  },
  'ioredis 5': (url) => {
    const client = new Redis5(url);
    client.on('error', () => undefined);
    return Promise.resolve(
      toDisposable(client, () => {
        client.disconnect();
      }),
    );
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
