import type { Subscription } from 'rxjs';
import type { ConversationRow } from '../../wire/conversation-changes.js';
import { isOfRun } from '../active-run.js';
import type { ConversationRunner } from '../conversation-runner.js';
import type { TreeChange } from '../tree/tree-change.js';
import { callAfter } from './call-after.js';
import { isUnfinished } from './read-rows.js';
import type { RowKey } from './row-key.js';
import type { RowMerger } from './row-merger.js';
import type { SendLock } from './send-lock.js';
import type { UnfinishedRuns } from './unfinished-runs.js';

/** Milliseconds after which a lock that has failed is requested again to end the runs of others. */
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
  /** Timer that ends, while the lock is held, the runs without news. */
  #ending: Subscription | undefined;
  /** Timer until a lock that has failed is requested again. Commands do not wait for it. */
  #lockRetry: Subscription | undefined;
  /** The requests to stop that were made before the previous wait of `#lockRetry`. */
  #waited = new Set<string>();
  /** The requests to stop that were made before the current wait of `#lockRetry`. */
  #waiting = new Set<string>();
  /** Id of the active run once its first row is saved. A request to stop that arrives earlier was for an earlier run. */
  #known: string | undefined;
  #isClosed = false;

  /** @param requestSendLock - Requests the right to send again. */
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

  /** Whether the right to send is needed to end runs. */
  get wantsSendLock(): boolean {
    // Without the lock it is requested again, to end the runs of others once it is held.
    const isLocked = this.#sendLock.isExclusive || (!this.#sendLock.isHeld && this.#lockRetry === undefined);
    return isLocked && this.#unfinished.size + this.#stops.size > 0;
  }

  /** Called when this conversation has the right to send. */
  onHeld(): void {
    // The lock is held, so the process of every run that has not ended is gone.
    if (this.#sendLock.isExclusive) {
      this.#end('all');
      this.endStopped();
      return;
    }
    this.#refuse();
    // A run of another conversation would have been stopped by now.
    this.#endStopped(this.#waited, true);
    this.#waited = new Set();
    if (this.#isClosed || this.#lockRetry !== undefined) return;
    this.#waiting = new Set(this.#stops);
    this.#lockRetry = callAfter(lockRetryTime, () => {
      this.#lockRetry = undefined;
      this.#waited = this.#waiting;
      this.#requestSendLock();
    });
  }

  /**
   * Requests that another conversation ends its run, and refuses its calls that await an approval. Returns false if there are no such runs
   * and calls, or if this conversation has the right to send, or sends without a lock.
   */
  stop(): boolean {
    const { phase, queue, tree } = this.#runner;
    if (phase !== 'idle' || this.#sendLock.isHeld) return false;
    const { last } = tree.entries;
    const open = last?.status === 'awaiting-approval' ? [last.id] : [];
    const ids = new Set([...queue.cancelContinuations(), ...open, ...this.#unfinished.ids]);
    if (ids.size === 0) return false;
    for (const id of ids) {
      this.#stops.add(id);
      this.#mark({ type: 'stop', id });
    }
    this.#runner.hold();
    if (this.#lockRetry === undefined || !this.#refuse()) this.#runner.emit();
    return true;
  }

  /** Refuses calls without the lock. Another conversation may have their run, so the requests stay. Returns false if there are none. */
  #refuse(): boolean {
    const isRefused = [...this.#stops].filter((id) => this.#runner.refuseCalls(id)).length > 0;
    if (isRefused) this.#runner.emit();
    return isRefused;
  }

  /** Withdraws the request to stop the run of an entry. */
  withdrawStop(id: string): void {
    this.#waited.delete(id);
    this.#waiting.delete(id);
    if (this.#stops.delete(id)) this.#mark({ type: 'stop', id });
  }

  /** Called after rows were written, such as the first row of the active run. */
  noteWritten(rows: readonly ConversationRow[]): void {
    const { run, tree } = this.#runner;
    if (run === undefined || run.id === this.#known) return;
    if (!rows.some(({ type, id }) => type === 'entry' && isOfRun(run, tree, id))) return;
    for (const id of [...this.#stops]) if (isOfRun(run, tree, id)) this.withdrawStop(id);
    this.#known = run.id;
  }

  /** Stops the runs for which this or another conversation has called `stop`, if the run is here, or its process is gone. */
  endStopped(): void {
    this.#endStopped(this.#stops, this.#sendLock.isExclusive);
  }

  #endStopped(ids: ReadonlySet<string>, isGone: boolean): void {
    for (const id of [...ids]) {
      if (!this.#stops.has(id)) continue;
      const { run, tree } = this.#runner;
      const isHere = run !== undefined && isOfRun(run, tree, id);
      if (!isHere && !isGone) continue;
      this.withdrawStop(id);
      if (isHere && run.id === this.#known) this.#runner.stop();
      else if (!isHere && this.#runner.refuseCalls(id)) this.#runner.emit();
    }
  }

  /**
   * Starts or stops the timer that ends runs without news. A conversation whose store has failed may send without the lock, so holding the
   * lock does not prove that a run which has appeared since then is over.
   */
  watch(): void {
    if (this.#isClosed || !this.#sendLock.isExclusive || this.#unfinished.size === 0) {
      this.#ending?.unsubscribe();
      this.#ending = undefined;
    } else {
      this.#ending ??= callAfter(Math.max(1, this.#unfinished.timeLeft), () => {
        this.#ending = undefined;
        this.#end('silent');
        this.watch();
      });
    }
  }

  #end(which: 'all' | 'silent'): void {
    const { tree } = this.#runner;
    const ids = this.#unfinished.take(which).filter((id) => isUnfinished(tree.get(id) ?? {}));
    tree.apply(
      ids.map((id): TreeChange<Metadata> => {
        // Calls that may be executed again have no results yet.
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
    this.#ending?.unsubscribe();
    this.#ending = undefined;
    this.#lockRetry?.unsubscribe();
  }
}
