import { setTimeout as sleep } from 'node:timers/promises';
import { type Observable, Subject } from 'rxjs';
import { type RunFrame, durableRuns, runValues } from 'venice-rx/durable';
import { redisRunStore } from 'venice-rx/redis';
import { clients } from './clients.js';
import { RedisServer, describeWithRedis } from './redis-server.js';

describeWithRedis.each(['redis 6', 'ioredis 6'])('a run of a process with %s', (library) => {
  it('is sent to the watchers of other processes, and not back to its own process', async () => {
    await using server = await RedisServer.start();
    await using one = await clients[library]!(server.url);
    await using two = await clients[library]!(server.url);
    const [own, other] = [one, two].map(({ client }) => durableRuns(redisRunStore(client)));
    const values = new Subject<string>();
    const received: string[][] = [[], []];
    const countSubscribers = async (): Promise<unknown[]> => {
      const [, bell, , epoch] = (await server.command(
        'PUBSUB',
        'NUMSUB',
        '{venice-rx:v1:0}:run:run:bell',
        '{venice-rx:v1:0}:run:run:epoch',
      )) as unknown[];
      return [Number(bell), Number(epoch)];
    };
    const waitFor = async (isDone: () => boolean | Promise<boolean>): Promise<void> => {
      while (!(await isDone())) await sleep(5);
    };
    const countCommands = async (): Promise<number> =>
      Number(/cmdstat_evalsha:calls=(\d+)/.exec(String(await server.command('INFO', 'commandstats')))?.[1]);

    const collect = (frames: Observable<RunFrame<string>>, index: number): Promise<void> =>
      frames.pipe(runValues()).forEach((value) => {
        received[index]!.push(value);
      });
    const ended = [collect(own!.start('run', { run: () => values }), 0)];
    await waitFor(async () => (await countSubscribers()).join() === '0,1');
    values.next('a');
    await waitFor(() => received[0]!.length === 1);
    ended.push(collect(other!.follow<string>('run'), 1));
    await waitFor(async () => (await countSubscribers()).join() === '1,1');
    await waitFor(() => received[1]!.length === 1);
    await sleep(50);
    const before = await countCommands();
    for (let count = 2; count <= 20; count += 1) {
      values.next('b');
      await waitFor(() => received.every(({ length }) => length === count));
    }

    expect(received).toEqual(Array(2).fill(['a', ...Array<string>(19).fill('b')]));
    // 19 appends, and the regular commands of both processes.
    expect((await countCommands()) - before).toBeLessThan(25);
    values.complete();
    await Promise.all(ended);
    await Promise.all([own, other].map((runs) => runs!.close({ drainTimeout: 0 })));
  });
});
