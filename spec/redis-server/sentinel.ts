import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';

/** A Redis Sentinel that monitors one redis-server under the name `main`. */
export class Sentinel implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  readonly #program: ChildProcess;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
    this.#program = spawn('redis-server', [join(folder, 'sentinel.conf'), '--sentinel'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  static async start(watchedPort: number): Promise<Sentinel> {
    const folder = mkdtempSync(join(tmpdir(), 'venice-rx-sentinel-'));
    const port = await freePort();
    const settings = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `sentinel monitor main 127.0.0.1 ${watchedPort} 1`,
    ];
    writeFileSync(join(folder, 'sentinel.conf'), `${settings.join('\n')}\n`);
    const sentinel = new Sentinel(port, folder);
    let log = '';
    const output = sentinel.#program.stdout!;
    for await (const text of output.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      log += String(text);
      if (log.includes('+monitor')) break;
    }
    output.resume();
    return sentinel;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#program.exitCode === null) {
      const exit = once(this.#program, 'exit');
      this.#program.kill('SIGKILL');
      await exit;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
