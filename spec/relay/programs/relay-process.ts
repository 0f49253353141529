import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { preload } from '../../support/preload.js';
import type { RelayFunction } from '../relay-server.js';

/** Options of the process. */
export interface RelayProcessOptions {
  readonly relayFunction: RelayFunction;
  /** Base URL of the model. */
  readonly baseURL: string;
  /** False for the negative control: without a gate, the relay reads as fast as the model sends. */
  readonly hasGate: boolean;
}

/** A relay in another process. */
export class RelayProcess implements AsyncDisposable {
  readonly port: number;
  private readonly program: ChildProcess;

  private constructor(program: ChildProcess, port: number) {
    this.program = program;
    this.port = port;
  }

  static async start(options: RelayProcessOptions): Promise<RelayProcess> {
    const program = fork(join(__dirname, 'relay.mjs'), [JSON.stringify(options)], {
      execArgv: ['--expose-gc', ...preload],
    });
    const [{ port }] = (await once(program, 'message')) as [{ port: number }];
    return new RelayProcess(program, port);
  }

  /** Bytes of its objects and buffers after a garbage collection. */
  async memory(): Promise<number> {
    const reply = once(this.program, 'message');
    this.program.send('memory');
    const [{ memory }] = (await reply) as [{ memory: number }];
    return memory;
  }

  /** Kills the process, so that it cannot close its connections. */
  async kill(): Promise<void> {
    if (this.program.exitCode !== null || this.program.signalCode !== null) return;
    this.program.kill('SIGKILL');
    await once(this.program, 'exit');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
