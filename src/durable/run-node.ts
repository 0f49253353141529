import { NEVER, type Observable } from 'rxjs';
import { captureContext } from '#capture-context';
import type { AsyncContext } from '../async-context/async-context.js';
import { Broadcast } from '../subscribers/broadcast.js';
import type { DurableSettings } from './durable-options.js';
import type { LocalRun } from './local-run.js';
import { NodeNotifier } from './node-notifier.js';
import type { RunEvent, RunLifecycleEvent } from './run-event.js';
import { toRunInfo } from './run-info.js';
import type { RunStore, StoredRun } from './run-store.js';
import { SharedReads } from './shared-reads.js';
import { StoreCalls } from './store-calls.js';
import { UseCounts } from './use-counts.js';

/** State of one call of `durableRuns`. Usually a process has one node; in a spec, several nodes stand for several processes. */
export class RunNode {
  readonly store: RunStore;
  readonly settings: DurableSettings;
  readonly calls: StoreCalls;
  readonly reads: SharedReads;
  readonly notifier: NodeNotifier;
  readonly events = new Broadcast<RunEvent>();
  /** Emits when `state` has changed. */
  readonly changes = new Broadcast<void>();
  /** Emits when the watchers have to fail, at the end of `close`. */
  readonly closed = new Broadcast<void>();
  /** The runs that this process produces, by the key of their claim. */
  readonly producers = new Map<string, LocalRun>();
  /** Ids of runs with an expired lease, while this process renews or claims them. */
  readonly expired = new Set<string>();
  readonly runs: UseCounts;
  readonly watchers: UseCounts;
  /** While it has subscribers, renews the claims of this process, and takes over or ends the runs of dead processes. */
  upkeep: Observable<never> = NEVER;
  /** Whether new runs are refused. */
  isClosing = false;
  /** Whether `close` has waited long enough, so that no source is started any more. */
  isGivingUp = false;
  /** Whether new watchers are refused as well. */
  isClosed = false;
  /** Milliseconds that the last `append` took. */
  appendLatency = 0;
  /** When the claims were renewed last. */
  lastBeat = -Infinity;
  /** The async context of `durableRuns`. Takeovers run in it, since they must not get the context of an unrelated run or watcher. */
  readonly context: AsyncContext = captureContext();
  readonly #name = crypto.randomUUID();
  #owners = 0;

  constructor(store: RunStore, settings: DurableSettings) {
    this.store = store;
    this.settings = settings;
    this.calls = new StoreCalls(this.events, settings.storeTimeout);
    this.reads = new SharedReads(store, this.calls);
    this.notifier = new NodeNotifier(store, this.context);
    const { maxRuns, maxRunsPerSubject, maxWatchers, maxWatchersPerSubject } = settings;
    this.runs = new UseCounts('runs', maxRuns, maxRunsPerSubject);
    this.watchers = new UseCounts('watchers', maxWatchers, maxWatchersPerSubject);
  }

  /** Returns a new, unique name for the owner of a claim. */
  createOwner(): string {
    this.#owners += 1;
    return `${this.#name}.${this.#owners}`;
  }

  emit(type: RunLifecycleEvent['type'], run: StoredRun): void {
    this.events.next({ type, run: toRunInfo(run) });
  }

  /** Fails the watchers of this process. */
  end(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.closed.next();
    this.changes.next();
    this.events.complete();
    this.changes.complete();
  }
}
