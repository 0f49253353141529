import { setImmediate } from 'node:timers';
import { Subject } from 'rxjs';
import { durableRuns } from '../../../dist/node/durable.js';
import { redisRunStore } from '../../../dist/node/redis.js';
import { toChunk } from '../chunks.mjs';
import { libraries } from '../clients.mjs';

const chunkCount = 1000;

/** Kilobytes of all keys of a run of 1,000 chunks of about 200 bytes. */
export async function memory(library, redis) {
  return [
    {
      ...(await measureRun(library, redis, 1)),
      name: 'memory of a run of 1,000 chunks, a chunk per frame',
      max: 120,
    },
    { ...(await measureRun(library, redis, 20)), name: 'the same, up to 20 chunks per frame', max: 60 },
  ];
}

async function measureRun(library, redis, burst) {
  await redis.command('FLUSHALL');
  const { client, close } = await libraries[library](redis.url);
  const runs = durableRuns(redisRunStore(client));
  const chunks = new Subject();
  let sent = 0;
  const send = () => {
    for (const end = sent + burst; sent < end; sent += 1) chunks.next(toChunk(sent));
  };
  let frames = 0;
  await new Promise((resolve, reject) => {
    let received = 0;
    runs.start('memory', { run: () => chunks }).subscribe({
      next: ({ values }) => {
        received += values.length;
        if (values.length > 0) frames += 1;
        if (received === chunkCount) resolve();
        else if (received === sent) setImmediate(send);
      },
      error: reject,
    });
  });
  const keys = await redis.command('KEYS', '*');
  const sizes = await Promise.all(keys.map((key) => redis.command('MEMORY', 'USAGE', key, 'SAMPLES', '0')));
  await runs.close({ drainTimeout: 0 });
  close();
  return { value: sizes.reduce((sum, size) => sum + size, 0) / 1000, unit: 'kB', note: `${frames} frames` };
}
