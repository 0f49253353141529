import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { freePort } from '../support/free-port.js';

/** The path of redis-server, if it is installed. */
const redisServer = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'redis-server'))
  .find((path) => existsSync(path));

const isRequired = process.env['REQUIRE_REDIS'] === '1';

/** `describe`, or `describe.skip` if redis-server is missing and not required by `REQUIRE_REDIS=1`. */
export const describeWithRedis: jest.Describe =
  redisServer === undefined && !isRequired ? describe.skip : describe;

/** A redis-server without persistence on a free port of 127.0.0.1. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  #settings: readonly string[];
  #program: ChildProcess | undefined;

  private constructor(port: number, settings: readonly string[]) {
    this.port = port;
    this.#folder = mkdtempSync(join(tmpdir(), 'venice-rx-redis-'));
    this.#settings = settings;
  }

  static async start(...settings: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), settings);
    await server.run();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#program?.pid ?? 0;
  }

  /** Starts the program, on the same port as before and without the earlier data. */
  async run(...settings: readonly string[]): Promise<void> {
    if (redisServer === undefined) throw new Error('redis-server is missing: apt-get install redis-server');
    if (settings.length > 0) this.#settings = settings;
    const fixed = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder];
    const inMemory = ['--save', '', '--appendonly', 'no', '--protected-mode', 'no'];
    this.#program = spawn(redisServer, [...fixed, ...inMemory, ...this.#settings], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let log = '';
    for await (const text of this.#program.stdout!.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      log += String(text);
      if (log.includes('Ready to accept connections')) break;
    }
    // Otherwise the program would block once the pipe is full.
    this.#program.stdout!.resume();
    if (this.#program.exitCode !== null) throw new Error(`redis-server has ended: ${log}`);
  }

  /** Ends the program at once. */
  async kill(): Promise<void> {
    const program = this.#program;
    if (!program || program.exitCode !== null || program.signalCode !== null) return;
    const exit = once(program, 'exit');
    program.kill('SIGCONT');
    program.kill('SIGKILL');
    await exit;
  }

  /** Suspends the program until `resume`. */
  pause(): void {
    this.#program?.kill('SIGSTOP');
  }

  resume(): void {
    this.#program?.kill('SIGCONT');
  }

  /** Sends a command on a new connection. */
  async command(...args: readonly string[]): Promise<unknown> {
    const client = createClient({ url: this.url, RESP: 2 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand([...args]);
    } finally {
      client.destroy();
    }
  }

  /** Polls until `fact` is true. */
  async when(fact: () => boolean): Promise<void> {
    for (let left = 4000; left > 0 && !fact(); left -= 1) await sleep(5);
    if (!fact()) throw new Error(`not true within 20 s: ${fact.toString()}`);
  }

  async keys(): Promise<readonly string[]> {
    return ((await this.command('KEYS', '*')) as string[]).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
