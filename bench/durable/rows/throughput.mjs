import { setImmediate } from 'node:timers';
import { Subject } from 'rxjs';
import { durableRuns } from '../../../dist/node/durable.js';
import { redisRunStore } from '../../../dist/node/redis.js';
import { toChunk } from '../chunks.mjs';
import { libraries } from '../clients.mjs';

const runCount = 100;
const duration = 5000;

/** Runs of one process that emit a chunk when their watcher has received the previous one, so that each run frame has one chunk. */
export async function throughput(library, redis) {
  const { client, close } = await libraries[library](redis.url);
  const runs = durableRuns(redisRunStore(client));
  let count = 0;
  let end = Infinity;
  const all = Array.from(
    { length: runCount },
    (_, index) =>
      new Promise((complete, error) => {
        const chunks = new Subject();
        let isFirst = true;
        const next = () => {
          count += 1;
          if (performance.now() < end) chunks.next(toChunk(count));
          else chunks.complete();
        };
        runs.start(`throughput-${library}-${index}`, { run: () => chunks }).subscribe({
          // The first frame is empty, and comes before the source is subscribed to.
          next: ({ values }) => {
            if (values.length > 0 || isFirst) setImmediate(next);
            isFirst = false;
          },
          error,
          complete,
        });
      }),
  );
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const [countBefore, start] = [count, performance.now()];
  end = start + duration;
  await Promise.all(all);
  const value = ((count - countBefore) / (performance.now() - start)) * 1000;
  await runs.close({ drainTimeout: 0 });
  close();
  const note = 'one process writes and reads, a chunk per frame';
  return [{ name: 'chunks per second', value, unit: '/s', min: 5000, note }];
}
