import { Subject, firstValueFrom, lastValueFrom, tap, toArray } from 'rxjs';
import { RunStoppedError, durableRuns, runValues } from 'venice-rx/durable';
import { redisRunStore } from 'venice-rx/redis';
import { Flag } from '../contract/flag.js';
import { connections } from './connections.js';
import { describeWithRedis } from './redis-server.js';

// A test ends long before the first poll, so notifications must work.
const options = { poll: 1_000_000, lease: 60_000 };

describeWithRedis.each(Object.entries(connections))('%s', (_, start) => {
  it('carries runs to another process, which can stop them', async () => {
    await using servers = await start();
    const [first, second] = await Promise.all([servers.connect(), servers.connect()]);
    const warnings: string[] = [];
    const onWarning = (message: string): void => void warnings.push(message);
    const producer = durableRuns(redisRunStore(first.client, { onWarning }), options);
    const watcher = durableRuns(redisRunStore(second.client, { onWarning }), options);
    try {
      for (let id = 0; id < 8; id += 1) {
        const values = new Subject<number>();
        const hasFirst = new Flag('the first value');
        const own = lastValueFrom(
          producer.start(`run-${id}`, { run: () => values }).pipe(runValues(), toArray()),
        );
        const all = lastValueFrom(
          watcher.follow<number>(`run-${id}`, { waitForStart: 30_000 }).pipe(
            runValues(),
            tap(() => {
              hasFirst.set();
            }),
            toArray(),
          ),
        );
        while (!values.observed) await new Promise(setImmediate);
        values.next(0);
        await hasFirst.wait();
        for (let value = 1; value < 20; value += 1) values.next(value);
        values.complete();
        const expected = Array.from({ length: 20 }, (__, value) => value);
        expect(await own).toEqual(expected);
        expect(await all).toEqual(expected);
      }

      const endless = new Subject<number>();
      const stopped = lastValueFrom(producer.start('endless', { run: () => endless }), {
        defaultValue: undefined,
      });
      const failure = stopped.catch((error: unknown) => error);
      while (!endless.observed) await new Promise(setImmediate);
      expect(await firstValueFrom(watcher.stop('endless'))).toMatchObject({ status: 'stopped' });
      expect(await failure).toBeInstanceOf(RunStoppedError);
      expect(endless.observed).toBe(false);
      const listed = await firstValueFrom(watcher.list());
      expect(listed).toHaveLength(9);
      expect(warnings).toEqual([]);
    } finally {
      await Promise.all([producer, watcher].map((runs) => runs.close({ drainTimeout: 0 })));
      first.close();
      second.close();
    }
  });
});
