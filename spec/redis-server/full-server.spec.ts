import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom, from } from 'rxjs';
import { type RunClaim, type StoredRun, startOffset } from 'venice-rx/durable';
import { redisRunStore } from 'venice-rx/redis';
import { clients } from './clients.js';
import { RedisServer, describeWithRedis } from './redis-server.js';

const init = { v: 1, subject: 'alice', inputHash: 'hash', lease: 60_000, ttl: 60_000, tombstoneTtl: 60_000 };

describeWithRedis('a server without memory for new data', () => {
  it('refuses new runs and entries, but reads, renews, claims, ends and removes runs', async () => {
    await using server = await RedisServer.start();
    await using connection = await clients['redis 6']!(server.url);
    const store = redisRunStore(connection.client);
    const begin = async (id: string, lease = init.lease): Promise<RunClaim> => {
      await firstValueFrom(from(store.begin(id, { ...init, lease, owner: `owner of ${id}` })));
      return { id, subject: 'alice', epoch: 1, owner: `owner of ${id}` };
    };
    const claims = [await begin('one'), await begin('two'), await begin('three')] as const;
    await firstValueFrom(from(store.append(claims[0], 1, '["a"]')));
    await begin('lost', 1);
    await sleep(20);
    await server.command('CONFIG', 'SET', 'maxmemory', '1');

    await expect(firstValueFrom(from(store.append(claims[0], 2, '["b"]')))).rejects.toMatchObject({
      reason: 'memory',
    });
    await expect(begin('new')).rejects.toMatchObject({ reason: 'memory' });
    expect(await store.read('one', startOffset, 1000)).toMatchObject({ entries: [{ data: '["a"]' }] });
    expect(await store.info('one')).toMatchObject({ status: 'running', size: 5 });
    const listed = (await store.list('alice')) as readonly StoredRun[];
    expect(listed.map(({ id }) => id).toSorted()).toEqual(['lost', 'one', 'three', 'two']);
    expect(await store.beat(claims)).toEqual([]);
    expect(await store.claimExpired('other', { limit: 10, sources: [] })).toMatchObject([{ id: 'lost' }]);
    expect(await store.end(claims[0], 2, 'failed', '{}')).toMatchObject({ isWritten: true });
    expect(await store.stop(claims[1], '{}')).toMatchObject({ status: 'stopped' });
    await store.release(claims[2]);
    await store.remove('one');
    expect(await store.info('one')).toMatchObject({ status: 'gone' });
  });
});
