import { setImmediate } from 'node:timers';
import { Subject } from 'rxjs';
import { durableRuns } from '../../../dist/node/durable.js';
import { redisRunStore } from '../../../dist/node/redis.js';
import { libraries } from '../clients.mjs';
import { startNode } from '../start-node.mjs';

const valueSize = 4000;
const valueCount = 3000;

/** Growth of the memory of a process whose watcher has a closed gate while 12 MB are written; then the gate opens. */
export async function slowWatcher(library, redis) {
  const { client, close } = await libraries[library](redis.url);
  const runs = durableRuns(redisRunStore(client));
  const values = new Subject();
  const node = await startNode(library, redis);
  const measure = async () => {
    const report = node.report('memory');
    node.send({ type: 'memory' });
    return (await report).bytes;
  };
  const written = new Promise((resolve, reject) => {
    let received = -1;
    runs.start('slow', { run: () => values }).subscribe({
      next: (frame) => {
        received += frame.values.length;
        if (received < valueCount) setImmediate(() => values.next('x'.repeat(valueSize)));
        else resolve();
      },
      error: reject,
    });
  });
  const first = node.report('first', 'slow');
  node.send({ type: 'follow', id: 'slow' });
  await first;
  node.send({ type: 'gate', isOpen: false });
  const before = await measure();
  let maxGrowth = 0;
  const watch = async () => {
    maxGrowth = Math.max(maxGrowth, (await measure()) - before);
  };
  const timer = setInterval(watch, 1000);
  await written;
  clearInterval(timer);
  await watch();
  const ended = node.report('ended', 'slow');
  values.complete();
  node.send({ type: 'gate', isOpen: true });
  const { error, size } = await ended;
  if (error !== 'completed') throw new Error(`the watcher ended by ${error}`);
  await node.kill();
  await runs.close({ drainTimeout: 0 });
  close();
  const note = `${(size / 1e6).toFixed(1)} MB received after the gate opened`;
  return [
    {
      name: 'growth of a watcher that takes nothing',
      value: maxGrowth / 1024 ** 2,
      unit: 'MiB',
      max: 1,
      note,
    },
  ];
}
