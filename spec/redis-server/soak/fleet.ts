import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Changes } from '../../contract/changes.js';
import { preload } from '../../support/preload.js';
import type { NodeReport, NodeSetup } from './messages.js';
import type { Watcher } from './watcher.js';

interface FleetNode {
  readonly child: ChildProcess;
  readonly watchers: Set<Watcher>;
}

/** Two nodes. If one is killed, its watchers continue on the other, and a new process takes its place. */
export class Fleet extends Changes implements AsyncDisposable {
  readonly #start: () => ChildProcess;
  readonly #watchers = new Map<string, Watcher>();
  readonly #nodes: FleetNode[] = [];
  kills = 0;
  /** How often a watcher was sent to a node again after a StoreUnavailableError. */
  retries = 0;

  private constructor(program: string, setup: NodeSetup) {
    super();
    this.#start = () => fork(program, [JSON.stringify(setup)], { execArgv: [...preload] });
  }

  static async start(program: string, setup: NodeSetup): Promise<Fleet> {
    const fleet = new Fleet(program, setup);
    await Promise.all([fleet.#add(), fleet.#add()]);
    return fleet;
  }

  /** Sends a watcher to one of the nodes. */
  watch(watcher: Watcher, choice: number): void {
    this.#watchers.set(watcher.name, watcher);
    const node = this.#nodes[choice % this.#nodes.length]!;
    node.watchers.add(watcher);
    node.child.send(watcher.toCommand(), () => undefined);
  }

  /** Kills a node, and resolves once another process has taken its place. */
  async kill(choice: number): Promise<void> {
    const [node] = this.#nodes.splice(choice % this.#nodes.length, 1);
    if (!node) return;
    const exit = once(node.child, 'exit');
    node.child.kill('SIGKILL');
    this.kills += 1;
    // Reports that the node has sent before its exit count as received.
    await exit;
    for (const watcher of node.watchers) if (watcher.end === undefined) this.watch(watcher, 0);
    await this.#add();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#nodes) {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
  }

  async #add(): Promise<void> {
    const child = this.#start();
    const watchers = new Set<Watcher>();
    let isReady = false;
    child.on('message', (report: NodeReport) => {
      if (report === 'ready') isReady = true;
      else {
        for (const news of report) {
          const watcher = this.#watchers.get(news.watcher)!;
          const isUnavailable = news.end === 'StoreUnavailableError';
          watcher.receive(isUnavailable ? { ...news, end: undefined } : news);
          if (news.end === undefined) continue;
          watchers.delete(watcher);
          if (isUnavailable) {
            this.retries += 1;
            this.watch(watcher, this.retries);
          } else this.#watchers.delete(news.watcher);
        }
      }
      this.notify();
    });
    await this.when(() => isReady);
    this.#nodes.push({ child, watchers });
  }
}
