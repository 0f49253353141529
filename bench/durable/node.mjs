// A web node in its own process: starts, follows and stops durable runs on command, and reports times (`at`) of the clock that all
// processes share on Linux.
import { BehaviorSubject } from 'rxjs';
import { VeniceClient } from '../../dist/node/index.js';
import { durableRuns } from '../../dist/node/durable.js';
import { redisRunStore } from '../../dist/node/redis.js';
import { libraries } from './clients.mjs';

const { library, redis, options } = JSON.parse(process.argv[2]);
const { client } = await libraries[library](redis);
const runs = durableRuns(redisRunStore(client), options);
const gate = new BehaviorSubject(true);
const now = () => String(process.hrtime.bigint());

const commands = {
  /** Starts a run that requests an answer. */
  start: ({ id, baseURL }) => {
    const venice = new VeniceClient({ baseURL });
    const request = { model: 'default', messages: [{ role: 'user', content: 'Hello' }], stream: true };
    const run = (context) => venice.chat.completions.create(request, { gate: context.gate });
    runs.start(id, { run }).subscribe({ error: () => undefined });
  },
  follow: ({ id, after }) => {
    const startedAt = performance.now();
    let frames = 0;
    let size = 0;
    const reportEnd = (error) =>
      process.send({ type: 'ended', id, error: error?.name ?? 'completed', at: now(), size });
    runs.follow(id, { after, gate, waitForStart: 10_000 }).subscribe({
      next: ({ id: offset, values }) => {
        frames += 1;
        for (const value of values) size += JSON.stringify(value).length;
        if (frames === 1)
          process.send({ type: 'first', id, offset, delay: performance.now() - startedAt, at: now() });
      },
      error: reportEnd,
      complete: reportEnd,
    });
  },
  stop: ({ id }) => {
    const at = now();
    runs.stop(id).subscribe(() => process.send({ type: 'stopping', id, at }));
  },
  gate: ({ isOpen }) => gate.next(isOpen),
  /** Bytes of all objects that are in use. */
  memory: () => {
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    process.send({ type: 'memory', bytes: heapUsed + external });
  },
};

process.on('message', (command) => commands[command.type](command));
process.send({ type: 'ready' });
