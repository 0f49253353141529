import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { startMockServer } from 'venice-rx/mock-server';
import { seed, sized } from '../support/cases.js';
import { buildNode } from './build-node.js';
import { RedisServer, describeWithRedis } from './redis-server.js';
import { Fleet } from './soak/fleet.js';
import { Watcher } from './soak/watcher.js';

/** Number of simultaneous runs, number of watchers of each run, and milliseconds with faults. */
const [runCount, watcherCount, duration] = sized([20, 5, 12_000], [200, 20, 60_000]);
/** An answer of 5 sentences takes about 10 s, and 3 s in a short soak, so that some answers end between two faults. */
const sentences = 5;
const tokenDelay = sized(300, 1000);
/** Milliseconds; a node that is busy with thousands of watchers must not lose its lease. */
const durations = { lease: 5000, poll: 2000, ttl: sized(10_000, 60_000), tombstoneTtl: 600_000 };
/** Of the keys that are not tombstones, the list of the runs of a subject is kept longest. */
const longestTtl = durations.ttl + 4 * durations.lease + 2000;

const program = buildNode('soak/node.ts');

/** The answer to a prompt; each has its own. */
const toAnswer = (prompt: string): string =>
  Array.from({ length: sentences }, (_, at) => `${prompt} ${at}. `).join('');

/** Keys that are not tombstones. */
function findLeftKeys(keys: readonly string[]): readonly string[] {
  return keys.filter((key) => !key.includes(':gone:'));
}

const libraries = sized(['ioredis 6'], ['redis 6', 'ioredis 6']);

describeWithRedis.each(libraries)('with %s', (library) => {
  it(`ends ${runCount * watcherCount} watchers on two nodes while nodes and connections are killed`, async () => {
    console.log(`${runCount} runs of ${watcherCount} watchers for ${duration / 1000} s, SEED=${seed}`);
    await using redis = await RedisServer.start();
    const requests = new Map<string, number>();
    await using mock = await startMockServer({
      script: [
        {
          reply: ({ messages }) => {
            const content = messages.at(-1)?.content;
            const prompt = typeof content === 'string' ? content : '';
            requests.set(prompt, (requests.get(prompt) ?? 0) + 1);
            return { text: toAnswer(prompt), timing: { tokenDelay } };
          },
        },
      ],
    });
    const setup = { library, redis: redis.url, baseURL: mock.baseURL, options: durations };
    await using fleet = await Fleet.start(program, setup);
    const random = fc.sample(fc.nat(1_000_000), { seed, numRuns: 100_000 }).values();
    const choose = (count: number): number => (random.next().value ?? 0) % count;

    const until = Date.now() + duration;
    const allWatchers: Watcher[] = [];
    // Each slot starts its next run when one has ended, so that `runCount` runs are in progress.
    const slots = Array.from({ length: runCount }, async (_, slot) => {
      await sleep(choose(2 * sentences * tokenDelay));
      for (let round = 0; Date.now() < until; round += 1) {
        const run = `run-${slot}-${round}`;
        const watchers = Array.from(
          { length: watcherCount },
          (__, index) => new Watcher(`${run}/${index}`, run, index === 0 ? run : undefined),
        );
        allWatchers.push(...watchers);
        for (const watcher of watchers) fleet.watch(watcher, choose(2));
        await fleet.when(() => watchers.every(({ end }) => end !== undefined), 120_000);
      }
    });
    let cuts = 0;
    const killConnections = async (): Promise<void> => {
      while (Date.now() < until) {
        await sleep(100 + choose(600));
        const clients = String(await redis.command('CLIENT', 'LIST')).match(/^id=\d+/gm) ?? [];
        const id = clients[choose(clients.length)]!.slice('id='.length);
        cuts += Number(await redis.command('CLIENT', 'KILL', 'ID', id));
      }
    };
    const killNodes = async (): Promise<void> => {
      while (Date.now() < until) {
        await sleep(4000 + choose(6000));
        await fleet.kill(choose(2));
      }
    };
    await Promise.all([...slots, killConnections(), killNodes()]);

    const ends = new Map<string, number>();
    for (const { end = 'none' } of allWatchers) ends.set(end, (ends.get(end) ?? 0) + 1);
    const rss = Math.round(process.memoryUsage().rss / 1024 ** 2);
    console.log(
      `${library}: ${allWatchers.length} watchers of ${allWatchers.length / watcherCount} runs, ends ${JSON.stringify([...ends])}, ` +
        `${fleet.kills} nodes and ${cuts} connections killed, ${fleet.retries} retries, ${mock.requestCount} requests, ${rss} MiB`,
    );
    expect(
      allWatchers.flatMap((watcher) => watcher.findFault(toAnswer(watcher.run)) ?? []).slice(0, 10),
    ).toEqual([]);
    // All watchers of a run agree on its end.
    const runEnds = new Map(allWatchers.map(({ run, end }) => [run, end]));
    expect(allWatchers.filter(({ run, end }) => runEnds.get(run) !== end).slice(0, 10)).toEqual([]);
    expect(ends.get('completed') ?? 0).toBeGreaterThan(allWatchers.length / 20);
    expect(ends.get('RunLostError') ?? 0).toBeGreaterThan(0);
    expect(fleet.kills).toBeGreaterThan(0);
    expect(cuts).toBeGreaterThan(0);
    // The first request, and one per takeover of a run without output (`maxTakeovers` is 2).
    expect(Math.max(...requests.values())).toBeLessThanOrEqual(3);

    // Negative control: a key without a time to live.
    await redis.command('SET', '{venice-rx:v1:0}:log:leaked', 'left');
    await sleep(longestTtl);
    expect(findLeftKeys(await redis.keys())).toEqual(['{venice-rx:v1:0}:log:leaked']);
  }, 400_000);
});

describe('a watcher of the soak', () => {
  it.each([
    ['a repeated frame', 'One. [1-2 after 1-2]', 'completed'],
    ['an answer without its end', 'One. ', 'completed'],
    ['another answer', 'Two. ', 'RunLostError'],
    ['an error without a type', 'One. ', 'TypeError'],
    ['no end', 'One. ', undefined],
  ])('finds the fault: %s', (_, text, end) => {
    const watcher = new Watcher('run/0', 'run');
    watcher.receive({ text, ...(end !== undefined && { end }) });

    expect(watcher.findFault('One. Two. ')).toBeDefined();
  });

  it('finds no fault in a whole answer, or in the beginning of a lost one', () => {
    const [whole, lost] = [new Watcher('run/0', 'run'), new Watcher('run/1', 'run')];
    whole.receive({ text: 'One. Two. ', end: 'completed' });
    lost.receive({ text: 'One. ', end: 'RunLostError' });

    expect([whole, lost].map((watcher) => watcher.findFault('One. Two. '))).toEqual([undefined, undefined]);
  });
});
