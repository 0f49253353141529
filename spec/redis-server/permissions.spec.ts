import { firstValueFrom, from } from 'rxjs';
import { redisRunStore } from 'venice-rx/redis';
import { clients } from './clients.js';
import { RedisServer, describeWithRedis } from './redis-server.js';

describeWithRedis.each(['hmget', 'publish'])('a user without the right to %s', (command) => {
  it('gets a StoreRefusedError from a script that uses the command', async () => {
    await using server = await RedisServer.start();
    await server.command('ACL', 'SETUSER', 'app', 'on', '>password', '~*', '&*', '+@all', `-${command}`);
    await using admin = await clients['redis 6']!(server.url);
    await using user = await clients['redis 6']!(server.url.replace('redis://', 'redis://app:password@'));
    const init = { v: 1, subject: '', inputHash: 'hash', lease: 60_000, ttl: 60_000, tombstoneTtl: 60_000 };
    await firstValueFrom(from(redisRunStore(admin.client).begin('run', { ...init, owner: 'owner' })));
    const claim = { id: 'run', subject: '', epoch: 1, owner: 'owner' };
    await firstValueFrom(from(redisRunStore(admin.client).append(claim, 1, '["a"]')));
    const written = firstValueFrom(from(redisRunStore(user.client).append(claim, 2, '["b"]')));

    await expect(written).rejects.toMatchObject({ name: 'StoreRefusedError', reason: 'permission' });
  });
});
