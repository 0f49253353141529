import type { Subscription } from 'rxjs';
import type { ConversationRow } from '../../wire/conversation-changes.js';
import { belongsToRun } from '../active-run.js';
import type { ConversationRunner } from '../conversation-runner.js';
import type { TreeChange } from '../tree/tree-change.js';
import { callAfter } from './call-after.js';
import { isUnfinished } from './read-rows.js';
import type { RowKey } from './row-key.js';
import type { RowMerger } from './row-merger.js';
import type { SendLock } from './send-lock.js';
import type { UnfinishedRuns } from './unfinished-runs.js';

/** Milliseconds after which a send lock that has failed is requested again to end the runs of others. */
const lockRetryTime = 10_000;

/** Stops the runs of other conversations with the same store, and ends the runs of processes that are gone. */
export class ForeignRuns<Metadata> {
  readonly #runner: ConversationRunner<Metadata>;
  readonly #unfinished: UnfinishedRuns;
  /** Ids of entries whose run must be stopped. */
  readonly #stops: Set<string>;
  readonly #sendLock: SendLock;
  readonly #mark: (key: RowKey) => void;
  readonly #requestSendLock: () => void;
  /** Timer until the next run counts as ended, while the lock is held. */
  #endTimer: Subscription | undefined;
  /** Timer until a lock that has failed is requested again. Commands do not wait for it. */
  #lockRetryTimer: Subscription | undefined;
  /** The requests to stop that existed when `#lockRetryTimer` was started. */
  #recentStops = new Set<string>();
  /** The same requests, once the timer has ended: other conversations have had the time to stop their runs. */
  #dueStops = new Set<string>();
  /** Id of the active run once its first row is saved. A request to stop that arrives earlier was for an earlier run. */
  #savedRunId: string | undefined;
  #isClosed = false;

  /** @param requestSendLock - Requests the send lock again. */
  constructor(
    runner: ConversationRunner<Metadata>,
    { unfinished, stops }: RowMerger<Metadata>,
    sendLock: SendLock,
    mark: (key: RowKey) => void,
    requestSendLock: () => void,
  ) {
    this.#runner = runner;
    this.#unfinished = unfinished;
    this.#stops = stops;
    this.#sendLock = sendLock;
    this.#mark = mark;
    this.#requestSendLock = requestSendLock;
  }

  /** Whether the send lock is needed to end runs of others. After the lock has failed, only once `#lockRetryTimer` has ended. */
  get wantsSendLock(): boolean {
    const isPossible =
      this.#sendLock.isExclusive || (!this.#sendLock.isHeld && this.#lockRetryTimer === undefined);
    return isPossible && this.#unfinished.size + this.#stops.size > 0;
  }

  /** Called when this conversation may send. */
  onAcquired(): void {
    // The lock is held, so the process of every run that has not ended is gone.
    if (this.#sendLock.isExclusive) {
      this.#end('all');
      this.endStopped();
      return;
    }
    this.#refuse();
    this.#endStopped(this.#dueStops, true);
    this.#dueStops = new Set();
    if (this.#isClosed || this.#lockRetryTimer !== undefined) return;
    this.#recentStops = new Set(this.#stops);
    this.#lockRetryTimer = callAfter(lockRetryTime, () => {
      this.#lockRetryTimer = undefined;
      this.#dueStops = this.#recentStops;
      this.#requestSendLock();
    });
  }

  /**
   * Requests that other conversations end their runs, and refuse the calls of these runs that await an approval. Returns false if there are no
   * such runs and calls, or if this conversation may send.
   */
  stop(): boolean {
    const { phase, queue, tree } = this.#runner;
    if (phase !== 'idle' || this.#sendLock.isHeld) return false;
    const { last } = tree.entries;
    const open = last?.status === 'awaiting-approval' ? [last.id] : [];
    const ids = new Set([...queue.cancelOwn(), ...open, ...this.#unfinished.ids]);
    if (ids.size === 0) return false;
    for (const id of ids) {
      this.#stops.add(id);
      this.#mark({ type: 'stop', id });
    }
    this.#runner.hold();
    if (this.#lockRetryTimer === undefined || !this.#refuse()) this.#runner.emit();
    return true;
  }

  /**
   * Refuses the calls of the runs to stop, without the lock. The requests to stop are kept, since another conversation may have these runs.
   * Returns false if there are no calls to refuse.
   */
  #refuse(): boolean {
    const isRefused = [...this.#stops].filter((id) => this.#runner.refuseCalls(id)).length > 0;
    if (isRefused) this.#runner.emit();
    return isRefused;
  }

  /** Withdraws the request to stop the run of an entry. */
  withdrawStop(id: string): void {
    this.#dueStops.delete(id);
    this.#recentStops.delete(id);
    if (this.#stops.delete(id)) this.#mark({ type: 'stop', id });
  }

  /**
   * Called after rows were written. When the first row of the active run is saved, withdraws the requests to stop its entries: they were for
   * an earlier run.
   */
  noteWritten(rows: readonly ConversationRow[]): void {
    const { run, tree } = this.#runner;
    if (run === undefined || run.id === this.#savedRunId) return;
    if (!rows.some(({ type, id }) => type === 'entry' && belongsToRun(run, tree, id))) return;
    for (const id of [...this.#stops]) if (belongsToRun(run, tree, id)) this.withdrawStop(id);
    this.#savedRunId = run.id;
  }

  /** Ends the runs that this or another conversation has requested to stop: a run of this conversation, and runs whose process is gone. */
  endStopped(): void {
    this.#endStopped(this.#stops, this.#sendLock.isExclusive);
  }

  #endStopped(ids: ReadonlySet<string>, isGone: boolean): void {
    for (const id of [...ids]) {
      if (!this.#stops.has(id)) continue;
      const { run, tree } = this.#runner;
      const isHere = run !== undefined && belongsToRun(run, tree, id);
      if (!isHere && !isGone) continue;
      this.withdrawStop(id);
      if (isHere && run.id === this.#savedRunId) this.#runner.stop();
      else if (!isHere && this.#runner.refuseCalls(id)) this.#runner.emit();
    }
  }

  /**
   * Starts or stops the timer that ends runs which no longer change. A conversation whose store has failed may send without the lock, so the
   * process of a run that has appeared since this conversation got the lock may be alive.
   */
  updateTimer(): void {
    if (this.#isClosed || !this.#sendLock.isExclusive || this.#unfinished.size === 0) {
      this.#endTimer?.unsubscribe();
      this.#endTimer = undefined;
    } else {
      this.#endTimer ??= callAfter(Math.max(1, this.#unfinished.timeLeft), () => {
        this.#endTimer = undefined;
        this.#end('silent');
        this.updateTimer();
      });
    }
  }

  #end(which: 'all' | 'silent'): void {
    const { tree } = this.#runner;
    const ids = this.#unfinished.take(which).filter((id) => isUnfinished(tree.get(id) ?? {}));
    tree.apply(
      ids.map((id): TreeChange<Metadata> => {
        // An answer without results of its tools may have calls that may be executed again, so it is not done.
        const isDone = tree.get(id)?.status === 'running-tools' && tree.versionsAfter(id).length > 0;
        const status = isDone ? 'done' : 'stopped';
        return { type: 'update', id, fields: { status } };
      }),
    );
    if (ids.length > 0) this.#runner.emit();
  }

  /** Stops the timers. */
  close(): void {
    this.#isClosed = true;
    this.updateTimer();
    this.#lockRetryTimer?.unsubscribe();
  }
}
