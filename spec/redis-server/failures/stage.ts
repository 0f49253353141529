import { type MockServer, type Script, startMockServer } from 'venice-rx/mock-server';
import { RedisServer } from '../redis-server.js';
import type { NodeSetup } from './node-messages.js';
import { NodeProcess } from './node-process.js';

/** The whole answer of the mock server: far more frames than a fault needs. */
export const answer = Array.from({ length: 24 }, (_, index) => `Sentence ${index}, and on. `).join('');

/** Milliseconds; half of the defaults and less. A busy machine may let a process wait for seconds, which must not cost it its lease. */
export const durations = { lease: 5000, poll: 1000, storeTimeout: 3000, ttl: 60_000, tombstoneTtl: 120_000 };

/** A Redis, a mock server and any number of nodes. */
export class Stage implements AsyncDisposable {
  readonly redis: RedisServer;
  readonly mock: MockServer;
  readonly #program: string;
  readonly #library: string;
  readonly #nodes: NodeProcess[] = [];
  /** How often the fault has really happened. */
  hits = 0;

  private constructor(program: string, library: string, redis: RedisServer, mock: MockServer) {
    this.#program = program;
    this.#library = library;
    this.redis = redis;
    this.mock = mock;
  }

  static async start(program: string, library: string, script: Script): Promise<Stage> {
    const redis = await RedisServer.start();
    const mock = await startMockServer({ script });
    return new Stage(program, library, redis, mock);
  }

  async node(setup: Partial<NodeSetup> = {}): Promise<NodeProcess> {
    const { options, ...rest } = setup;
    const node = await NodeProcess.start(this.#program, {
      library: this.#library,
      redis: this.redis.url,
      baseURL: this.mock.baseURL,
      clock: 0,
      ...rest,
      options: { ...durations, ...options },
    });
    this.#nodes.push(node);
    return node;
  }

  /** Kills connections of Redis: `normal` or `pubsub`. Counts them as hits. */
  async cut(kind: string): Promise<void> {
    this.hits += Number(await this.redis.command('CLIENT', 'KILL', 'TYPE', kind, 'SKIPME', 'yes'));
  }

  /** The entries of the log of `run`, as offset and type. */
  async log(): Promise<readonly (readonly [offset: string, type: string])[]> {
    const entries = (await this.redis.command('XRANGE', '{venice-rx:v1:0}:log:run', '-', '+')) as [
      string,
      string[],
    ][];
    return entries.map(([offset, [type]]) => [offset, type!]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.#nodes) await node[Symbol.asyncDispose]();
    await this.mock.close();
    await this.redis[Symbol.asyncDispose]();
  }
}
