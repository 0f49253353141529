import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { compareOffsets } from 'venice-rx/durable';
import { Changes } from '../../contract/changes.js';
import { preload } from '../../support/preload.js';
import type { NodeCommand, NodeReport, NodeSetup } from './node-messages.js';

/** Everything that one watcher has received. */
export interface Watched {
  text: string;
  /** Ids of its frames. */
  readonly ids: string[];
  /** Milliseconds of the clock of the spec. */
  readonly times: number[];
  end: Extract<NodeReport, { readonly type: 'end' }> | undefined;
  endedAt: number;
}

/** A node in a process of its own, and everything that it has reported. */
export class NodeProcess extends Changes implements AsyncDisposable {
  readonly watchers = new Map<string, Watched>();
  readonly events: string[] = [];
  readonly stopped: string[] = [];
  /** Milliseconds that watchers of `join` have waited. */
  readonly joined: number[] = [];
  readonly #child: ChildProcess;
  #isReady = false;

  private constructor(program: string, setup: NodeSetup) {
    super();
    this.#child = fork(program, [JSON.stringify(setup)], { execArgv: [...preload] });
    this.#child.on('message', (report: NodeReport) => {
      this.#receive(report);
      this.notify();
    });
  }

  static async start(program: string, setup: NodeSetup): Promise<NodeProcess> {
    const node = new NodeProcess(program, setup);
    await node.when(() => node.#isReady);
    return node;
  }

  send(command: NodeCommand): void {
    this.#child.send(command);
  }

  /** What a watcher has received so far. */
  watched(watcher: string): Watched {
    const known = this.watchers.get(watcher);
    if (known) return known;
    const created: Watched = { text: '', ids: [], times: [], end: undefined, endedAt: 0 };
    this.watchers.set(watcher, created);
    return created;
  }

  /** Resolves once a watcher has received so many frames. */
  async frames(watcher: string, count: number): Promise<void> {
    await this.when(() => this.watched(watcher).ids.length >= count);
  }

  /** Resolves with what a watcher has received, once it has ended. */
  async ended(watcher: string): Promise<Watched> {
    await this.when(() => this.watched(watcher).end !== undefined);
    return this.watched(watcher);
  }

  signal(signal: 'SIGCONT' | 'SIGKILL' | 'SIGSTOP'): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGCONT');
    this.#child.kill('SIGKILL');
    await exit;
  }

  #receive(report: NodeReport): void {
    switch (report.type) {
      case 'ready':
        this.#isReady = true;
        break;
      case 'event':
        this.events.push(report.event);
        break;
      case 'joined':
        this.joined.push(...report.delays);
        break;
      case 'stopped':
        this.stopped.push(report.status);
        break;
      case 'frame': {
        const watched = this.watched(report.watcher);
        const last = watched.ids.at(-1);
        if (last !== undefined && compareOffsets(report.id, last) <= 0)
          watched.text += `[${report.id} after ${last}]`;
        watched.ids.push(report.id);
        watched.times.push(Date.now());
        watched.text += report.text;
        break;
      }
      case 'end':
        this.watched(report.watcher).end = report;
        this.watched(report.watcher).endedAt = Date.now();
    }
  }
}
