import { Observable } from 'rxjs';
import { durableRuns } from '../../dist/node/durable.js';
import { redisRunStore } from '../../dist/node/redis.js';
import { toChunk, toNumbers } from './chunks.mjs';
import { libraries } from './clients.mjs';

/** Number of calls, so that each has other run ids. */
let series = 0;

/** Emits chunks with a timer, and appends the time of each to `times`. */
function pacedChunks(count, every, times) {
  return new Observable((subscriber) => {
    const timer = setInterval(() => {
      times.push(performance.now());
      subscriber.next(toChunk(times.length - 1));
      if (times.length === count) subscriber.complete();
    }, every);
    return () => clearInterval(timer);
  });
}

/** Returns the delays of all chunks in ms, and the CPU time per chunk in µs, of runs that this process writes and watches. */
export async function pacedRuns(library, redis, { runCount, watchers = 1, chunks, every }) {
  const { client, close } = await libraries[library](redis.url);
  const runs = durableRuns(redisRunStore(client), { maxWatchers: 100_000 });
  const delays = [];
  series += 1;
  const usage = await startUsage(redis);
  const tasks = Array.from({ length: runCount }, async (_, index) => {
    await pause((index * every) / runCount);
    const id = `paced-${series}-${index}`;
    const times = [];
    const started = runs.start(id, { run: () => pacedChunks(chunks, every, times) });
    const others = Array.from({ length: watchers - 1 }, () => runs.follow(id, { waitForStart: 5000 }));
    await Promise.all([started, ...others].map((frames) => watchAll(frames, chunks, times, delays)));
  });
  await Promise.all(tasks);
  const cost = await usage(runCount * chunks);
  const { connected_clients: connections } = await redis.info('clients');
  await runs.close({ drainTimeout: 0 });
  close();
  // Without the connection of `redis.info`.
  return { delays, connections: connections - 1, ...cost };
}

/** Returns the CPU time per chunk in µs if the same chunks are appended with `XADD`, without a reader. */
export async function pacedAppends(library, redis, { runCount, chunks, every }) {
  const { add, close } = await libraries[library](redis.url);
  series += 1;
  const usage = await startUsage(redis);
  const tasks = Array.from({ length: runCount }, async (_, index) => {
    await pause((index * every) / runCount);
    const answers = [];
    const source = pacedChunks(chunks, every, []);
    await new Promise((complete) => {
      source.subscribe({
        next: (chunk) => answers.push(add(`by-hand-${series}-${index}`, JSON.stringify(chunk))),
        complete,
      });
    });
    await Promise.all(answers);
  });
  await Promise.all(tasks);
  const cost = await usage(runCount * chunks);
  close();
  return cost;
}

async function watchAll(frames, chunks, times, delays) {
  let expected = 0;
  await new Promise((complete, error) => {
    frames.subscribe({
      next: ({ values }) => {
        for (const number of toNumbers(values)) {
          if (number !== expected) throw new Error(`received chunk ${number} instead of ${expected}`);
          delays.push(performance.now() - times[number]);
          expected += 1;
        }
      },
      error,
      complete,
    });
  });
  if (expected !== chunks) throw new Error(`received ${expected} of ${chunks} chunks`);
}

async function startUsage(redis) {
  const [own, server] = [process.cpuUsage(), await redis.cpu()];
  return async (chunks) => {
    const { user, system } = process.cpuUsage(own);
    return { node: (user + system) / chunks, redis: (((await redis.cpu()) - server) * 1000) / chunks };
  };
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
