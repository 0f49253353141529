import { NEVER, type Observable } from 'rxjs';
import { Broadcast } from '../subscribers/broadcast.js';
import type { DurableSettings } from './durable-options.js';
import type { LocalRun } from './local-run.js';
import type { RunEvent, RunLifecycleEvent } from './run-event.js';
import { toRunInfo } from './run-info.js';
import type { RunStore, StoredRun } from './run-store.js';
import { StoreCalls } from './store-calls.js';
import { UseCounts } from './use-counts.js';

/** State of one process, or of one `durableRuns` of several in a process. */
export class RunNode {
  readonly store: RunStore;
  readonly settings: DurableSettings;
  readonly calls: StoreCalls;
  readonly events = new Broadcast<RunEvent>();
  /** Emits when `state` has changed. */
  readonly changes = new Broadcast<void>();
  readonly closed = new Broadcast<void>();
  /** The runs that this process produces, by the key of their claim. */
  readonly producers = new Map<string, LocalRun>();
  readonly runs: UseCounts;
  readonly watchers: UseCounts;
  /** Sends signs of life, and looks for dead processes, while subscribed to. */
  upkeep: Observable<never> = NEVER;
  /** Whether new runs are refused. */
  isClosing = false;
  /** Whether the time to drain is up, so that no source is started any more. */
  isGivingUp = false;
  /** Whether watchers are refused as well. */
  isClosed = false;
  /** Milliseconds that the last `append` took. */
  appendLatency = 0;
  /** When the last sign of life was sent. */
  lastBeat = -Infinity;
  readonly #name = crypto.randomUUID();
  #owners = 0;

  constructor(store: RunStore, settings: DurableSettings) {
    this.store = store;
    this.settings = settings;
    this.calls = new StoreCalls(this.events, settings.storeTimeout);
    const { maxRuns, maxRunsPerSubject, maxWatchers, maxWatchersPerSubject } = settings;
    this.runs = new UseCounts('runs', maxRuns, maxRunsPerSubject);
    this.watchers = new UseCounts('watchers', maxWatchers, maxWatchersPerSubject);
  }

  /** A new owner of claims. */
  createOwner(): string {
    this.#owners += 1;
    return `${this.#name}.${this.#owners}`;
  }

  emit(type: RunLifecycleEvent['type'], run: StoredRun): void {
    this.events.next({ type, run: toRunInfo(run) });
  }

  /** Ends the watchers of this process. */
  end(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.closed.next();
    this.changes.next();
    this.events.complete();
    this.changes.complete();
  }
}
