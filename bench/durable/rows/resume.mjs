import { Observable } from 'rxjs';
import { durableRuns } from '../../../dist/node/durable.js';
import { redisRunStore } from '../../../dist/node/redis.js';
import { toChunk } from '../chunks.mjs';
import { libraries } from '../clients.mjs';
import { startNode } from '../start-node.mjs';
import { percentile } from '../statistics.mjs';

const times = 200;

/** A watcher continues in another process after the tenth run frame of a live run with 100 or more: milliseconds to its first. */
export async function resumed(library, redis) {
  const { client, close } = await libraries[library](redis.url);
  const runs = durableRuns(redisRunStore(client));
  const live = new Observable((subscriber) => {
    let count = 0;
    const timer = setInterval(() => subscriber.next(toChunk((count += 1))), 20);
    return () => clearInterval(timer);
  });
  const offsets = [];
  const own = runs.start('resumed', { run: () => live }).subscribe(({ id }) => offsets.push(id));
  while (offsets.length < 100) await new Promise((resolve) => setTimeout(resolve, 20));
  const node = await startNode(library, redis);
  const delays = [];
  for (let index = 0; index < times; index += 1) {
    const first = node.report('first', 'resumed');
    node.send({ type: 'follow', id: 'resumed', after: offsets[10] });
    const { delay, offset } = await first;
    if (!offsets.includes(offset)) offsets.push(offset);
    delays.push(delay);
  }
  own.unsubscribe();
  await node.kill();
  await runs.close({ drainTimeout: 0 });
  close();
  const note = `median ${percentile(delays, 50).toFixed(1)} ms, and all frames before it in one`;
  const value = percentile(delays, 99);
  return [{ name: 'resume on another node, 99th percentile', value, unit: 'ms', max: 50, note }];
}
