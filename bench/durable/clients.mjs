import { Redis } from 'ioredis';
import { createClient } from 'redis';

/** How to connect with each library, and how to append an entry by hand. */
export const libraries = {
  redis: async (url) => {
    const client = createClient({ url });
    client.on('error', () => undefined);
    await client.connect();
    const add = (key, data) => client.xAdd(key, '*', { values: data });
    return { client, add, close: () => client.destroy() };
  },
  ioredis: async (url) => {
    const client = new Redis(url);
    client.on('error', () => undefined);
    await new Promise((resolve) => client.once('ready', resolve));
    const add = (key, data) => client.xadd(key, '*', 'values', data);
    return { client, add, close: () => client.disconnect() };
  },
};
