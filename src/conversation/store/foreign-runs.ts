import type { Subscription } from 'rxjs';
import type { ConversationRunner } from '../conversation-runner.js';
import type { TreeChange } from '../tree/tree-change.js';
import { callAfter } from './call-after.js';
import { isUnfinished } from './read-rows.js';
import type { Turn } from './turn.js';
import type { UnfinishedRuns } from './unfinished-runs.js';

/** Milliseconds after which a lock that has failed is requested again to end the runs of others. */
const lockRetryTime = 10_000;

/** Ends the runs of other conversations over the same store whose process is gone. */
export class ForeignRuns<Metadata> {
  readonly #runner: ConversationRunner<Metadata>;
  readonly #unfinished: UnfinishedRuns;
  readonly #turn: Turn;
  readonly #retry: () => void;
  /** Ends those that have become silent while the lock is held. */
  #ending: Subscription | undefined;
  /** The wait after a lock that has failed; a command does not wait for it. */
  #lockRetry: Subscription | undefined;
  #isClosed = false;

  /** @param retry - Requests the right to send again. */
  constructor(
    runner: ConversationRunner<Metadata>,
    unfinished: UnfinishedRuns,
    turn: Turn,
    retry: () => void,
  ) {
    this.#runner = runner;
    this.#unfinished = unfinished;
    this.#turn = turn;
    this.#retry = retry;
  }

  /** Whether the right to send is needed to end runs. */
  get wantsTurn(): boolean {
    // Without the lock it is requested again, to end the runs of others once it is held.
    const isLocked = this.#turn.isExclusive || (!this.#turn.isHeld && this.#lockRetry === undefined);
    return isLocked && this.#unfinished.size > 0;
  }

  /** The right to send is held. */
  onHeld(): void {
    // The lock is held, so the process of a run that has not ended is gone.
    if (this.#turn.isExclusive) this.#end('all');
    else if (!this.#isClosed) {
      this.#lockRetry ??= callAfter(lockRetryTime, () => {
        this.#lockRetry = undefined;
        this.#retry();
      });
    }
  }

  /** A conversation whose store has failed may send without the lock, so its runs are ended only if there is no news of them. */
  watch(): void {
    if (this.#isClosed || !this.#turn.isExclusive || this.#unfinished.size === 0) {
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

  /** Ends no more runs. */
  close(): void {
    this.#isClosed = true;
    this.#ending?.unsubscribe();
    this.#ending = undefined;
    this.#lockRetry?.unsubscribe();
  }
}
