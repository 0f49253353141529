import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { compareOffsets } from 'venice-rx/durable';
import { Changes } from '../../contract/changes.js';
import { preload } from '../../support/preload.js';
import type { NodeCommand, NodeReport, NodeSetup } from './node-messages.js';

/** Everything that one watcher has received. */
export interface WatcherRecord {
  text: string;
  /** Ids of its frames. */
  readonly ids: string[];
  /** Times of the frames, by the clock of the test process. */
  readonly times: number[];
  end: Extract<NodeReport, { readonly type: 'end' }> | undefined;
  endedAt: number;
}

/** A node in another process, and everything that it has reported. */
export class NodeProcess extends Changes implements AsyncDisposable {
  readonly watchers = new Map<string, WatcherRecord>();
  readonly events: string[] = [];
  readonly stopped: string[] = [];
  /** Milliseconds that watchers of `join` have waited for their first frame. */
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
  record(watcher: string): WatcherRecord {
    const existing = this.watchers.get(watcher);
    if (existing) return existing;
    const created: WatcherRecord = { text: '', ids: [], times: [], end: undefined, endedAt: 0 };
    this.watchers.set(watcher, created);
    return created;
  }

  /** Resolves once a watcher has received `count` frames. */
  async waitForFrames(watcher: string, count: number): Promise<void> {
    await this.when(() => this.record(watcher).ids.length >= count);
  }

  /** Resolves once a watcher has ended. */
  async waitForEnd(watcher: string): Promise<WatcherRecord> {
    await this.when(() => this.record(watcher).end !== undefined);
    return this.record(watcher);
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
        const record = this.record(report.watcher);
        const last = record.ids.at(-1);
        // A repeated run frame changes the text, so that the spec fails.
        if (last !== undefined && compareOffsets(report.id, last) <= 0)
          record.text += `[${report.id} after ${last}]`;
        record.ids.push(report.id);
        record.times.push(Date.now());
        record.text += report.text;
        break;
      }
      case 'end':
        this.record(report.watcher).end = report;
        this.record(report.watcher).endedAt = Date.now();
    }
  }
}
