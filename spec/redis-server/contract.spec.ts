import { setTimeout as sleep } from 'node:timers/promises';
import { redisRunStore } from 'venice-rx/redis';
import { describeRunStore } from '../durable/store-contract.js';
import { clients } from './clients.js';
import { RedisServer, describeWithRedis } from './redis-server.js';

describeWithRedis('with a redis-server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  describe.each(Object.entries(clients))('%s', (name, connect) => {
    describeRunStore(`redisRunStore of ${name}`, async () => {
      await server.command('FLUSHALL');
      const [first, second] = await Promise.all([connect(server.url), connect(server.url)]);
      return {
        store: redisRunStore(first.client),
        other: redisRunStore(second.client),
        startsWithRefresh: true,
        pass: async (milliseconds) => {
          await sleep(milliseconds);
        },
        [Symbol.asyncDispose]: async () => {
          await first[Symbol.asyncDispose]();
          await second[Symbol.asyncDispose]();
        },
      };
    });
  });
});
