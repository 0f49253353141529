import { type MockServer, type Script, startMockServer } from 'venice-rx/mock-server';
import { RedisServer } from '../redis-server.js';
import type { NodeSetup } from './node-messages.js';
import { NodeProcess } from './node-process.js';

/** The answer of the mock server, long enough for a fault in the middle of it. */
export const answer = Array.from({ length: 24 }, (_, index) => `Sentence ${index}, and on. `).join('');

/** Milliseconds; shorter than the defaults, but a process that a busy machine delays for seconds must not lose its lease. */
export const durations = { lease: 5000, poll: 1000, storeTimeout: 3000, ttl: 60_000, tombstoneTtl: 120_000 };

/** A redis-server, a mock server and the nodes of a row. */
export class Stage implements AsyncDisposable {
  readonly redis: RedisServer;
  readonly mock: MockServer;
  readonly #program: string;
  readonly #library: string;
  readonly #nodes: NodeProcess[] = [];
  /** How often the fault has happened. */
  faults = 0;

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

  async startNode(setup: Partial<NodeSetup> = {}): Promise<NodeProcess> {
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

  /** Kills all connections of a kind, `normal` or `pubsub`, and counts them as faults. */
  async killConnections(kind: string): Promise<void> {
    this.faults += Number(await this.redis.command('CLIENT', 'KILL', 'TYPE', kind, 'SKIPME', 'yes'));
  }

  /** Offset and type of each entry of `run`. */
  async readLog(): Promise<readonly (readonly [offset: string, type: string])[]> {
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
