// Measures durable runs in Redis: `npm run bench:durable`, or `npm run bench:durable -- memory stopped` for some of the rows. Starts a
// redis-server from PATH, prints the figures and replaces them in RESULTS.md. Exits with 1 if a figure is not within its bar, i.e. its
// minimum or maximum.
import { loadavg } from 'node:os';
import { libraries } from './durable/clients.mjs';
import { startRedis } from './durable/redis-server.mjs';
import { isGood, toCells, writeFigures } from './durable/report.mjs';
import { idle } from './durable/rows/idle.mjs';
import { killed } from './durable/rows/killed.mjs';
import { memory } from './durable/rows/memory.mjs';
import { paced } from './durable/rows/paced.mjs';
import { resumed } from './durable/rows/resume.mjs';
import { slowWatcher } from './durable/rows/slow-watcher.mjs';
import { stopped } from './durable/rows/stopped.mjs';
import { throughput } from './durable/rows/throughput.mjs';
import { watched } from './durable/rows/watchers.mjs';

const rows = { paced, throughput, watched, idle, resumed, killed, stopped, memory, slowWatcher };
const requested = process.argv.slice(2);
const unknown = requested.filter((name) => !(name in rows));
if (unknown.length > 0) {
  console.error(`Unknown rows: ${unknown.join(', ')}. Available: ${Object.keys(rows).join(', ')}.`);
  process.exit(2);
}

const cells = [];
let failed = 0;
let version;
for (const name of requested.length > 0 ? requested : Object.keys(rows)) {
  for (const library of Object.keys(libraries)) {
    const redis = await startRedis();
    version = (await redis.info('server')).redis_version;
    const figures = await rows[name](library, redis);
    for (const figure of figures) {
      cells.push(toCells({ ...figure, library }, loadavg()[0]));
      console.log(cells.at(-1).join(' | '));
      if (!isGood(figure)) failed += 1;
    }
    await redis.stop();
  }
}
writeFigures(cells, version, requested.length === 0);
if (failed > 0) console.error(`${failed} of ${cells.length} bars fail`);
process.exit(failed === 0 ? 0 : 1);
