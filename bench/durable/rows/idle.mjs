import { NEVER } from 'rxjs';
import { durableRuns } from '../../../dist/node/durable.js';
import { redisRunStore } from '../../../dist/node/redis.js';
import { libraries } from '../clients.mjs';

const watchers = 200;
const seconds = 20;

/** Commands per second of each watcher of a silent run. */
export async function idle(library, redis) {
  const { client, close } = await libraries[library](redis.url);
  // So long that the producer sends no commands for its lease during the measure.
  const runs = durableRuns(redisRunStore(client), { lease: 600_000 });
  runs.start('idle', { run: () => NEVER }).subscribe({ error: () => undefined });
  for (let index = 1; index < watchers; index += 1) {
    runs.follow('idle', { waitForStart: 5000 }).subscribe({ error: () => undefined });
  }
  await pause(1000);
  const before = await countScripts(redis);
  await pause(seconds * 1000);
  const value = ((await countScripts(redis)) - before) / seconds / watchers;
  await runs.close({ drainTimeout: 0 });
  close();
  const note = '`poll` is 5 s, minus up to a fifth at random';
  return [{ name: 'commands of an idle watcher', value, unit: '/s', max: 0.25, note }];
}

async function countScripts(redis) {
  const { cmdstat_evalsha: line = 'calls=0' } = await redis.info('commandstats');
  return Number(/calls=(\d+)/.exec(line)[1]);
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
