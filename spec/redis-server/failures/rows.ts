// The faults that durable runs survive, or that end them with a typed error. Each row uses separate processes and a real redis-server.
// A table, so longer than other files.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReplyTiming, Script } from 'venice-rx/mock-server';
import type { ChatCompletionRequest } from 'venice-rx';
import { freePort } from '../../support/free-port.js';
import { connectThroughProxy } from './redis-proxy.js';
import { RedisServer } from '../redis-server.js';
import { type Stage, answer, durations } from './stage.js';
import type { NodeSetup } from './node-messages.js';
import type { NodeProcess, WatcherRecord } from './node-process.js';

/** The outcome of a row. */
export interface Outcome {
  /** How the watcher ended: `completed`, or the name of its error. */
  readonly end: string;
  /** Milliseconds from the fault to the outcome. */
  readonly after: number;
  /** Everything that the watcher has received, from its first frame on. */
  readonly text: string;
  readonly partial?: string | undefined;
  /** Other facts, which must be true. */
  readonly facts?: Readonly<Record<string, boolean>>;
}

/** A fault and its expected outcome. */
export interface Row {
  readonly fault: string;
  readonly end: string;
  /** Maximum milliseconds from the fault to the outcome. */
  readonly bound: number;
  /** Number of requests to the mock server. */
  readonly requests: number;
  /** Whether the whole answer must arrive, and not only its beginning. */
  readonly isWhole: boolean;
  readonly timing?: ReplyTiming;
  /** Of the mock server; `timing` then has no effect. */
  readonly script?: Script;
  readonly play: (stage: Stage) => Promise<Outcome>;
}

const { lease, poll, storeTimeout } = durations;
/** A watcher without notifications polls the log after at most twice `poll`; the rest is tolerance. */
const maxPollDelay = 2.4 * poll;
/** An expired lease is found within a tenth of the lease; the rest is tolerance. */
const maxTakeoverDelay = lease + 1500;
/** Maximum milliseconds of the whole answer after a fault. */
const maxAnswerTime = 15_000;
const slow: ReplyTiming = { tokenDelay: 30 };
const thinking: ReplyTiming = { firstTokenDelay: 2500 };

export const rows: readonly Row[] = [
  {
    fault: 'kill -9 of the producer',
    ...{ end: 'RunLostError', bound: maxTakeoverDelay, requests: 1, isWhole: false },
    play: async (stage) => {
      const { producer, watcher } = await begin(stage);
      const at = Date.now();
      producer.signal('SIGKILL');
      stage.faults += 1;
      return toOutcome(await watcher.waitForEnd('w'), at);
    },
  },
  {
    fault: 'kill -9 of the producer before the first token',
    ...{
      end: 'completed',
      bound: maxTakeoverDelay + thinking.firstTokenDelay! + maxAnswerTime,
      requests: 2,
      isWhole: true,
    },
    timing: thinking,
    play: async (stage) => {
      const { producer, watcher } = await begin(stage, 0);
      await stage.redis.when(() => stage.mock.requestCount === 1);
      const at = Date.now();
      producer.signal('SIGKILL');
      stage.faults += 1;
      const record = await watcher.waitForEnd('w');
      const epochs = new Set((await stage.readLog()).map(([offset]) => offset.split('-')[0]));
      return { ...toOutcome(record, at), facts: { 'all entries have epoch 2': [...epochs].join() === '2' } };
    },
  },
  {
    fault: 'kill -9 of the producer in the middle of a tool',
    ...{ end: 'completed', bound: maxTakeoverDelay + maxAnswerTime, requests: 2, isWhole: true },
    script: [
      {
        when: ({ messages }) => messages.every(({ role }) => role !== 'tool'),
        reply: { text: '', toolCalls: [{ name: 'quick' }, { name: 'slow' }] },
      },
      { reply: { text: answer } },
    ],
    play: async (stage) => {
      const setup = { continuesTools: true };
      const [producer, watcher] = await Promise.all([stage.startNode(setup), stage.startNode(setup)]);
      producer.send({ type: 'start', watcher: 'p', id: 'run', source: 'tools' });
      watcher.send({ type: 'follow', watcher: 'w', id: 'run', waitForStart: 5000 });
      await watcher.when(() => watcher.events.includes('tool-result'));
      await producer.when(() => producer.events.includes('executed slow'));
      const at = Date.now();
      producer.signal('SIGKILL');
      stage.faults += 1;
      const record = await watcher.waitForEnd('w');
      const executed = [...producer.events, ...watcher.events].filter((event) =>
        event.startsWith('executed'),
      );
      const { messages } = stage.mock.requests.at(-1)!.body as ChatCompletionRequest;
      const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
      return {
        ...toOutcome(record, at),
        facts: {
          'no tool ran twice': executed.toSorted().join() === 'executed quick,executed slow',
          'the finished call stays': results[0] === 'done',
          'the model knows of the unknown outcome': /cancel.*unknown/i.test(JSON.stringify(results[1])),
        },
      };
    },
  },
  {
    fault: 'close() of the producer (deploy)',
    ...{ end: 'RunLostError', bound: 1000, requests: 1, isWhole: false },
    play: async (stage) => {
      const { producer, watcher } = await begin(stage);
      const at = Date.now();
      producer.send({ type: 'close', drainTimeout: 0 });
      stage.faults += 1;
      return toOutcome(await watcher.waitForEnd('w'), at);
    },
  },
  {
    fault: 'SIGSTOP of the producer, past its lease',
    ...{ end: 'RunLostError', bound: maxTakeoverDelay, requests: 1, isWhole: false },
    play: async (stage) => {
      const { producer, watcher } = await begin(stage);
      const at = Date.now();
      producer.signal('SIGSTOP');
      stage.faults += 1;
      const record = await watcher.waitForEnd('w');
      const before = await stage.readLog();
      producer.signal('SIGCONT');
      // Its call in flight may have timed out before it reads the refusal.
      await producer.when(() => ['fenced', 'failed'].some((event) => producer.events.includes(event)));
      await stage.redis.when(() => stage.mock.openRequests === 0);
      const isUnchanged = JSON.stringify(await stage.readLog()) === JSON.stringify(before);
      return { ...toOutcome(record, at), facts: { 'nothing written after waking': isUnchanged } };
    },
  },
  {
    fault: 'kill -9 before the run begins',
    ...{ end: 'RunUnknownError', bound: 1000, requests: 0, isWhole: false },
    play: async (stage) => {
      const [producer, watcher] = await Promise.all([stage.startNode(), stage.startNode()]);
      stage.redis.pause();
      producer.send({ type: 'start', watcher: 'p', id: 'run' });
      await sleep(50);
      producer.signal('SIGKILL');
      stage.faults += 1;
      stage.redis.resume();
      // A command that had reached the socket of Redis would begin the run.
      await stage.redis.command('FLUSHALL');
      const at = Date.now();
      watcher.send({ type: 'follow', watcher: 'w', id: 'run', waitForStart: 200 });
      return toOutcome(await watcher.waitForEnd('w'), at);
    },
  },
  {
    fault: 'kill -9 of the watching node; another one continues after the last frame',
    ...{ end: 'completed', bound: maxAnswerTime, requests: 1, isWhole: true },
    play: async (stage) => {
      const other = await stage.startNode();
      const { watcher } = await begin(stage);
      watcher.signal('SIGKILL');
      stage.faults += 1;
      const { text, ids } = watcher.record('w');
      const at = Date.now();
      other.send({ type: 'follow', watcher: 'w', id: 'run', after: ids.at(-1)! });
      await other.waitForFrames('w', 1);
      const resumed = other.record('w').times[0]! - at;
      const record = await other.waitForEnd('w');
      return {
        ...toOutcome(record, at),
        text: text + record.text,
        facts: { 'resumed within 1 s': resumed < 1000 },
      };
    },
  },
  ...['0-7', '9-9', '1-999', '-1', 'abc'].map((after): Row => ({
    fault: `the offset ${after}`,
    ...{ end: 'RunOffsetError', bound: 1000, requests: 1, isWhole: false },
    play: async (stage) => {
      const { watcher } = await begin(stage);
      const at = Date.now();
      watcher.send({ type: 'follow', watcher: 'other', id: 'run', after });
      stage.faults += 1;
      return toOutcome(await watcher.waitForEnd('other'), at);
    },
  })),
  ...[slow, { firstTokenDelay: 60_000 }].map((timing): Row => ({
    fault: `stop by a third node, while the model ${timing === slow ? 'talks' : 'is silent'}`,
    ...{ end: 'RunStoppedError', bound: 100, requests: 1, isWhole: false, timing },
    play: async (stage) => {
      const { producer, watcher } = await begin(stage, timing === slow ? 3 : 0);
      await stage.redis.when(() => stage.mock.openRequests === 1);
      const third = await stage.startNode();
      const at = Date.now();
      third.send({ type: 'stop', id: 'run' });
      stage.faults += 1;
      const record = await watcher.waitForEnd('w');
      const own = await producer.waitForEnd('p');
      await stage.redis.when(() => stage.mock.openRequests === 0);
      return {
        ...toOutcome(record, at),
        facts: { 'the watcher of the producer as well': own.end?.error === 'RunStoppedError' },
      };
    },
  })),
  {
    fault: 'stop races with the end',
    ...{ end: 'one end', bound: maxAnswerTime, requests: 20, isWhole: false },
    timing: { tokenDelay: 1 },
    play: async (stage) => {
      const [producer, third] = await Promise.all([stage.startNode(), stage.startNode()]);
      const at = Date.now();
      let text = '';
      for (let round = 0; round < 20; round += 1) {
        const id = `run-${round}`;
        producer.send({ type: 'start', watcher: id, id });
        await producer.waitForFrames(id, 1);
        // A run that is stopped before its request has no end that could race.
        await stage.redis.when(() => stage.mock.requestCount === round + 1);
        await sleep(round);
        third.send({ type: 'stop', id });
        const { end } = await producer.waitForEnd(id);
        await third.when(() => third.stopped.length === round + 1);
        const key = `{venice-rx:v1:0}:log:${id}`;
        const entries = (await stage.redis.command('XRANGE', key, '-', '+')) as [string, string[]][];
        const types = entries.map(([, [type]]) => type!).filter((type) => type !== 'values');
        const isSame = types.length === 1 && types[0] === third.stopped.at(-1);
        const isSeen = (end?.error === undefined ? 'done' : 'stopped') === types[0];
        if (!isSame || !isSeen) text += `[${id}: ${types.join()}, ${third.stopped.at(-1) ?? ''}]`;
        stage.faults += 1;
      }
      return { end: 'one end', after: Date.now() - at, text };
    },
  },
  {
    fault: 'CLIENT KILL of all connections for commands, every 60 ms',
    ...{ end: 'completed', bound: maxAnswerTime, requests: 1, isWhole: true },
    play: (stage) => disturb(stage, () => stage.killConnections('normal'), 60),
  },
  {
    fault: 'CLIENT KILL of all connections for notifications, every 150 ms',
    ...{ end: 'completed', bound: maxAnswerTime, requests: 1, isWhole: true },
    play: (stage) => disturb(stage, () => stage.killConnections('pubsub'), 150),
  },
  {
    fault: 'the output buffers of the connections for notifications overrun',
    ...{ end: 'completed', bound: maxAnswerTime, requests: 1, isWhole: true },
    play: async (stage) => {
      const { watcher } = await begin(stage);
      const { redis } = stage;
      const getListenerIds = async (): Promise<readonly string[]> =>
        String(await redis.command('CLIENT', 'LIST', 'TYPE', 'pubsub')).match(/^id=\d+/gm) ?? [];
      const before = await getListenerIds();
      const at = Date.now();
      await redis.command('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 1mb 0 0');
      // In one step, so that no connection can keep up.
      const flood = "for i = 1, 1000 do redis.call('PUBLISH', ARGV[1], string.rep('x', 16000)) end";
      await redis.command('EVAL', flood, '0', '{venice-rx:v1:0}:run:run:bell');
      await waitFor(async () => {
        const after = await getListenerIds();
        return before.every((id) => !after.includes(id));
      });
      stage.faults += before.length;
      return toOutcome(await watcher.waitForEnd('w'), at);
    },
  },
  {
    fault: '2,000 watchers join at once (deploy), until 95 % have their first frame',
    // On an idle machine, this takes about 1 s.
    ...{ end: 'completed', bound: 5000, requests: 1, isWhole: true },
    play: async (stage) => {
      const node = await stage.startNode();
      const { watcher } = await begin(stage);
      node.send({ type: 'join', id: 'run', count: 2000 });
      const failure = (): string | undefined => node.events.find((event) => event.startsWith('not joined'));
      await node.when(() => node.joined.length === 2000 || failure() !== undefined);
      if (failure() !== undefined) throw new Error(failure());
      stage.faults += node.joined.length;
      const after = Math.ceil(node.joined.toSorted((one, other) => one - other)[1900]!);
      return { ...toOutcome(await watcher.waitForEnd('w'), 0), after };
    },
  },
  {
    fault: 'SCRIPT FLUSH every 50 ms',
    ...{ end: 'completed', bound: maxAnswerTime, requests: 1, isWhole: true },
    play: (stage) =>
      disturb(
        stage,
        async () => {
          await stage.redis.command('SCRIPT', 'FLUSH');
          stage.faults += 1;
        },
        50,
      ),
  },
  {
    fault: 'SIGSTOP of Redis for 2 s',
    ...{ end: 'completed', bound: maxAnswerTime, requests: 1, isWhole: true },
    play: async (stage) => {
      const { watcher } = await begin(stage);
      const at = Date.now();
      stage.redis.pause();
      stage.faults += 1;
      await sleep(2000);
      stage.redis.resume();
      return toOutcome(await watcher.waitForEnd('w'), at);
    },
  },
  {
    fault: 'READONLY replies for 1 s',
    ...{ end: 'completed', bound: maxAnswerTime, requests: 1, isWhole: true },
    play: async (stage) => {
      const { producer, watcher } = await begin(stage);
      const at = Date.now();
      await stage.redis.command('REPLICAOF', '127.0.0.1', '1');
      await producer.when(() => producer.events.includes('store-unavailable'));
      stage.faults += 1;
      await stage.redis.command('REPLICAOF', 'NO', 'ONE');
      return toOutcome(await watcher.waitForEnd('w'), at);
    },
  },
  {
    fault: 'CLUSTERDOWN replies',
    ...{ end: 'completed', bound: maxAnswerTime, requests: 1, isWhole: true },
    play: async (stage) => {
      const bus = String(await freePort());
      await using redis = await RedisServer.start('--cluster-enabled', 'yes', '--cluster-port', bus);
      await redis.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      const isUp = async (): Promise<boolean> =>
        String(await redis.command('CLUSTER', 'INFO')).includes('cluster_state:ok');
      await waitFor(isUp);
      const { producer, watcher } = await begin(stage, 3, { redis: redis.url });
      const at = Date.now();
      // A slot without a key of the run.
      await redis.command('CLUSTER', 'DELSLOTS', '0');
      await producer.when(() => producer.events.includes('store-unavailable'));
      stage.faults += await countErrors(redis, 'CLUSTERDOWN');
      await redis.command('CLUSTER', 'ADDSLOTS', '0');
      await waitFor(isUp);
      return toOutcome(await watcher.waitForEnd('w'), at);
    },
  },
  {
    fault: 'LOADING replies for about a second',
    ...{ end: 'completed', bound: maxAnswerTime, requests: 1, isWhole: true },
    play: async (stage) => {
      const events = ['--loading-process-events-interval-bytes', '1024'];
      await using redis = await RedisServer.start('--enable-debug-command', 'yes', ...events);
      await redis.command('DEBUG', 'POPULATE', '2000', 'other', '100');
      const { watcher } = await begin(stage, 3, { redis: redis.url });
      const at = Date.now();
      // Microseconds per key.
      await redis.command('CONFIG', 'SET', 'key-load-delay', '500');
      await redis.command('DEBUG', 'RELOAD');
      stage.faults += await countErrors(redis, 'LOADING');
      return toOutcome(await watcher.waitForEnd('w'), at);
    },
  },
  {
    fault: 'Redis is down for longer than storeTimeout',
    ...{ end: 'StoreUnavailableError', bound: maxPollDelay + storeTimeout, requests: 1, isWhole: false },
    play: async (stage) => {
      const { producer, watcher } = await begin(stage);
      const at = Date.now();
      await stage.redis.kill();
      stage.faults += 1;
      const record = await watcher.waitForEnd('w');
      await stage.redis.when(() => stage.mock.openRequests === 0);
      await producer.when(() => producer.events.includes('failed'));
      return toOutcome(record, at);
    },
  },
  {
    fault: 'Redis restarts empty',
    ...{ end: 'RunGoneError', bound: maxPollDelay + 1000, requests: 1, isWhole: false },
    play: async (stage) => {
      const { producer, watcher } = await begin(stage);
      const at = Date.now();
      await stage.redis.kill();
      await stage.redis.run();
      stage.faults += 1;
      const record = await watcher.waitForEnd('w');
      await producer.when(() => producer.events.includes('fenced'));
      await stage.redis.when(() => stage.mock.openRequests === 0);
      return toOutcome(record, at);
    },
  },
  ...['run', 'log'].map((kind): Row => ({
    fault: `DEL of the ${kind}, as an eviction does`,
    ...{ end: 'RunGoneError', bound: maxPollDelay, requests: 1, isWhole: false },
    play: async (stage) => {
      const { producer, watcher } = await begin(stage);
      const at = Date.now();
      stage.faults += Number(await stage.redis.command('DEL', `{venice-rx:v1:0}:${kind}:run`));
      const record = await watcher.waitForEnd('w');
      await producer.when(() => producer.events.includes('fenced'));
      await stage.redis.when(() => stage.mock.openRequests === 0);
      return toOutcome(record, at);
    },
  })),
  {
    fault: 'eviction by maxmemory and allkeys-lru',
    ...{ end: 'RunGoneError', bound: maxPollDelay + 2000, requests: 1, isWhole: false },
    timing: { tokenDelay: 200 },
    play: async (stage) => {
      const { producer, watcher } = await begin(stage);
      const before = Number(
        /evicted_keys:(\d+)/.exec(String(await stage.redis.command('INFO', 'stats')))![1],
      );
      const at = Date.now();
      await stage.redis.command('CONFIG', 'SET', 'maxmemory', '1', 'maxmemory-policy', 'allkeys-lru');
      // The next command evicts everything.
      await stage.redis.command('SET', 'other', 'data').catch(() => undefined);
      await stage.redis.command('CONFIG', 'SET', 'maxmemory', '0');
      const after = Number(/evicted_keys:(\d+)/.exec(String(await stage.redis.command('INFO', 'stats')))![1]);
      stage.faults += after - before;
      const record = await watcher.waitForEnd('w');
      await producer.when(() => producer.events.includes('fenced'));
      return toOutcome(record, at);
    },
  },
  {
    fault: 'OOM replies',
    ...{ end: 'RunFailedError', bound: 1000, requests: 1, isWhole: false },
    play: async (stage) => {
      const { producer, watcher } = await begin(stage);
      const at = Date.now();
      await stage.redis.command('CONFIG', 'SET', 'maxmemory', '1');
      const record = await watcher.waitForEnd('w');
      stage.faults += 1;
      await producer.when(() => producer.events.includes('failed'));
      await stage.redis.when(() => stage.mock.openRequests === 0);
      const isTyped = record.end?.failure === 'StoreRefusedError';
      return { ...toOutcome(record, at), facts: { 'failed by StoreRefusedError': isTyped } };
    },
  },
  {
    fault: 'OOM replies before a watcher joins',
    ...{ end: 'RunFailedError', bound: 1000, requests: 1, isWhole: false },
    play: async (stage) => {
      const late = await stage.startNode();
      const { watcher } = await begin(stage);
      await stage.redis.command('CONFIG', 'SET', 'maxmemory', '1');
      await watcher.waitForEnd('w');
      stage.faults += await countErrors(stage.redis, 'OOM');
      const at = Date.now();
      late.send({ type: 'follow', watcher: 'late', id: 'run' });
      const record = await late.waitForEnd('late');
      late.send({ type: 'stop', id: 'run' });
      await late.when(() => late.stopped.length > 0);
      return {
        ...toOutcome(record, at),
        facts: { 'stop returns the status failed': late.stopped[0] === 'failed' },
      };
    },
  },
  {
    fault: 'failover to a replica that lacks the last frames',
    ...{ end: 'RunLostError', bound: maxPollDelay + maxTakeoverDelay, requests: 1, isWhole: false },
    play: async (stage) => {
      // By default, Redis waits for more replicas before it sends them the data, for longer than the answer of the model takes.
      await stage.redis.command('CONFIG', 'SET', 'repl-diskless-sync-delay', '0');
      await using replica = await RedisServer.start('--replicaof', '127.0.0.1', String(stage.redis.port));
      await using proxy = await connectThroughProxy(stage.redis.port);
      const redis = `redis://127.0.0.1:${proxy.port}`;
      const [producer, watcher] = await Promise.all([stage.startNode({ redis }), stage.startNode({ redis })]);
      producer.send({ type: 'start', watcher: 'p', id: 'run' });
      watcher.send({ type: 'follow', watcher: 'w', id: 'run', waitForStart: 5000 });
      await watcher.waitForFrames('w', 3);
      await waitFor(async () =>
        String(await replica.command('INFO', 'replication')).includes('master_link_status:up'),
      );
      await waitFor(async () => Number(await replica.command('EXISTS', '{venice-rx:v1:0}:log:run')) === 1);
      await replica.command('REPLICAOF', 'NO', 'ONE');
      await watcher.waitForFrames('w', watcher.record('w').ids.length + 5);
      const at = Date.now();
      proxy.switchTo(replica.port);
      const log = (await replica.command('XRANGE', '{venice-rx:v1:0}:log:run', '-', '+')) as [string][];
      const seen = watcher.record('w').ids.at(-1)!;
      stage.faults += log.some(([offset]) => offset === seen) ? 0 : 1;
      const record = await watcher.waitForEnd('w');
      await producer.when(() => producer.events.includes('fenced'));
      await stage.redis.when(() => stage.mock.openRequests === 0);
      return toOutcome(record, at);
    },
  },
  {
    fault: 'a model that is silent for longer than ttl',
    ...{ end: 'completed', bound: 5000 + maxAnswerTime, requests: 1, isWhole: true },
    timing: { firstTokenDelay: 5000 },
    play: async (stage) => {
      const options = { ttl: 1000, lease: 2000 };
      const [producer, watcher] = await Promise.all([
        stage.startNode({ options }),
        stage.startNode({ options }),
      ]);
      producer.send({ type: 'start', watcher: 'p', id: 'run' });
      stage.faults += 1;
      const at = Date.now();
      watcher.send({ type: 'follow', watcher: 'w', id: 'run', waitForStart: 5000 });
      return toOutcome(await watcher.waitForEnd('w'), at);
    },
  },
  {
    fault: 'the ttl expires before a watcher comes back',
    ...{ end: 'RunGoneError', bound: 5000, requests: 1, isWhole: false },
    timing: { tokenDelay: 0 },
    play: async (stage) => {
      const node = await stage.startNode({ options: { ttl: 500 } });
      node.send({ type: 'start', watcher: 'p', id: 'run' });
      await node.waitForEnd('p');
      await waitFor(
        async () => Number(await stage.redis.command('EXISTS', '{venice-rx:v1:0}:run:run')) === 0,
      );
      stage.faults += 1;
      const at = Date.now();
      node.send({ type: 'follow', watcher: 'w', id: 'run' });
      const record = await node.waitForEnd('w');
      const keys = await stage.redis.keys();
      const isTombstone = keys.every((key) => /:(gone|subject):/.test(key));
      return {
        ...toOutcome(record, at),
        facts: { 'only the tombstone and the list of the subject are left': isTombstone },
      };
    },
  },
  {
    fault: 'the same id begins again while the first producer lives',
    ...{ end: 'completed', bound: maxAnswerTime, requests: 2, isWhole: true },
    play: async (stage) => {
      const other = await stage.startNode();
      const { producer } = await begin(stage);
      await stage.redis.command('FLUSHALL');
      stage.faults += 1;
      const at = Date.now();
      other.send({ type: 'start', watcher: 'w', id: 'run' });
      await producer.when(() => producer.events.includes('fenced'));
      const record = await other.waitForEnd('w');
      return { ...toOutcome(record, at), facts: { 'one request cancelled': stage.mock.cancellations === 1 } };
    },
  },
  ...[3_600_000, -3_600_000].map((clock): Row => ({
    fault: `the clock of the producer is an hour ${clock > 0 ? 'fast' : 'slow'}`,
    ...{ end: 'completed', bound: maxAnswerTime, requests: 1, isWhole: true },
    play: async (stage) => {
      const at = Date.now();
      const { watcher, producer } = await begin(stage, 3, { clock });
      stage.faults += 1;
      const record = await watcher.waitForEnd('w');
      return { ...toOutcome(record, at), facts: { 'never lost': !producer.events.includes('fenced') } };
    },
  })),
  {
    fault: 'a watcher that reads nothing until the run has ended',
    ...{ end: 'completed', bound: maxAnswerTime, requests: 1, isWhole: true },
    play: async (stage) => {
      const { producer, watcher } = await begin(stage);
      watcher.send({ type: 'gate', isOpen: false });
      stage.faults += 1;
      await producer.waitForEnd('p');
      const at = Date.now();
      watcher.send({ type: 'gate', isOpen: true });
      return toOutcome(await watcher.waitForEnd('w'), at);
    },
  },
  {
    fault: 'a run larger than maxRunSize',
    ...{ end: 'RunFailedError', bound: maxAnswerTime, requests: 1, isWhole: false },
    play: async (stage) => {
      const node = await stage.startNode({ options: { maxRunSize: 5000 } });
      const at = Date.now();
      node.send({ type: 'start', watcher: 'p', id: 'run' });
      stage.faults += 1;
      const record = await node.waitForEnd('p');
      await stage.redis.when(() => stage.mock.openRequests === 0);
      return {
        ...toOutcome(record, at),
        facts: { 'failed by LimitExceededError': record.end?.failure === 'LimitExceededError' },
      };
    },
  },
];

/** A node that produces `run` and has the watcher `p`, and another node with the watcher `w`. */
async function begin(
  stage: Stage,
  frames = 3,
  setup: Partial<NodeSetup> = {},
): Promise<{ readonly producer: NodeProcess; readonly watcher: NodeProcess }> {
  const [producer, watcher] = await Promise.all([
    stage.startNode(setup),
    stage.startNode({ ...setup, clock: 0 }),
  ]);
  producer.send({ type: 'start', watcher: 'p', id: 'run' });
  await producer.when(() => producer.events.includes('started'));
  watcher.send({ type: 'follow', watcher: 'w', id: 'run' });
  if (frames > 0) await watcher.waitForFrames('w', frames);
  return { producer, watcher };
}

/** Repeats a fault until the watcher has ended. */
async function disturb(stage: Stage, fault: () => Promise<void>, pause: number): Promise<Outcome> {
  const { watcher } = await begin(stage);
  const at = Date.now();
  const ended = watcher.waitForEnd('w');
  while (watcher.record('w').end === undefined && Date.now() - at < maxAnswerTime) {
    await fault();
    await sleep(pause);
  }
  return toOutcome(await ended, at);
}

/** Polls until `fact` is true. */
async function waitFor(fact: () => Promise<boolean>): Promise<void> {
  for (let left = 1000; left > 0; left -= 1) {
    if (await fact()) return;
    await sleep(20);
  }
  throw new Error(`not true within 20 s: ${fact.toString()}`);
}

/** Number of replies of a server with this error. */
async function countErrors(redis: RedisServer, name: string): Promise<number> {
  const stats = String(await redis.command('INFO', 'errorstats'));
  return Number(new RegExp(`errorstat_${name}:count=(\\d+)`).exec(stats)?.[1] ?? 0);
}

function toOutcome({ end, endedAt, text }: WatcherRecord, faultAt: number): Outcome {
  return { end: end?.error ?? 'completed', after: endedAt - faultAt, text, partial: end?.partial };
}

/** Whether the answer begins with `text`. */
export function isBeginning(text: string): boolean {
  return answer.startsWith(text);
}
