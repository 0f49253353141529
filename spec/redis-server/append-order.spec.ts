import { setTimeout } from 'node:timers/promises';
import { createClient } from 'redis';
import { type ObservableInput, firstValueFrom, from } from 'rxjs';
import { redisRunStore } from 'venice-rx/redis';
import { type RunClaim, runFormat } from '../../src/durable/run-store.js';
import { RedisServer, describeWithRedis } from './redis-server.js';

const claim: RunClaim = { id: 'run', subject: '', epoch: 1, owner: 'owner' };
const lease = 10_000;
const run = {
  v: runFormat,
  owner: 'owner',
  subject: '',
  inputHash: '',
  lease,
  ttl: lease,
  tombstoneTtl: lease,
};
const toPromise = <T>(call: ObservableInput<T>): Promise<T> => firstValueFrom(from(call));

const key = '{venice-rx:v1:0}:run:run';

/** Begins a run with one entry and the rest of a lease, in milliseconds. */
async function beginRun(server: RedisServer, leaseLeft: number) {
  const client = createClient({ url: server.url });
  await client.on('error', () => undefined).connect();
  const store = redisRunStore(client);
  await toPromise(store.begin('run', run));
  await toPromise(store.append(claim, 1, '["x"]'));
  await server.command('HSET', key, 'leaseUntil', String(Date.now() + leaseLeft));
  return { client, store };
}

describeWithRedis('an append', () => {
  it.each<[string, string, number]>([
    ['small', '["x"]', lease],
    ['too large for a notification', `["${'x'.repeat(20_000)}"]`, lease],
    ['too large for a notification in bytes, not in characters', `["${'ä'.repeat(10_000)}"]`, lease],
    ['of a claim whose lease has nearly expired', '["x"]', 1000],
  ])('is executed before a later release: %s', async (_, data, leaseLeft) => {
    await using server = await RedisServer.start();
    const { client, store } = await beginRun(server, leaseLeft);

    const [{ isWritten }] = await Promise.all([
      toPromise(store.append(claim, 2, data)),
      toPromise(store.release(claim)),
    ]);

    client.destroy();
    expect(isWritten).toBe(true);
  });

  it('renews a lease of which less than half is left', async () => {
    await using server = await RedisServer.start();
    const { client, store } = await beginRun(server, 1000);

    await toPromise(store.append(claim, 2, '["x"]'));

    // The renewal is another command, after the append. Without it, the test times out.
    let left = 0;
    while (left < lease / 2) {
      await setTimeout(10);
      left = Number(await server.command('HGET', key, 'leaseUntil')) - Date.now();
    }
    client.destroy();
    expect(left).toBeLessThanOrEqual(lease);
  });
});
