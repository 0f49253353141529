import { Observable } from 'rxjs';
import { durableRuns } from '../../../dist/node/durable.js';
import { redisRunStore } from '../../../dist/node/redis.js';
import { toChunk } from '../chunks.mjs';
import { libraries } from '../clients.mjs';
import { startNode } from '../start-node.mjs';
import { percentile } from '../statistics.mjs';

const times = 200;

/** Milliseconds to the first run frame of a watcher that continues in another process after the tenth chunk of a live run. */
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
    node.send({ type: 'follow', id: 'resumed', after: offsets[10] }); // the first frame has no chunk
    delays.push((await first).delay);
  }
  own.unsubscribe();
  await node.kill();
  await runs.close({ drainTimeout: 0 });
  close();
  const note = `median ${percentile(delays, 50).toFixed(1)} ms`;
  const value = percentile(delays, 99);
  return [{ name: 'resume on another node, 99th percentile', value, unit: 'ms', max: 50, note }];
}
