// One class with more than 150 lines: notifications, writes and a release can each end the claim, in any order.
import { Subscription, asyncScheduler, filter, finalize } from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';
import { encodeEnd } from './entry-data.js';
import { toRunInfo } from './run-info.js';
import { beatRuns } from './beat-runs.js';
import { type LocalRun, claimKey } from './local-run.js';
import type { RunNode } from './run-node.js';
import { type RunOffset, compareOffsets, startOffset, toOffset } from './run-offset.js';
import type { RunClaim, RunEntry, RunLookup, RunNotification, StoredRun } from './run-store.js';
import { RunWriter } from './run-writer.js';
import { SharedEntry } from './shared-entry.js';
import { type ProducerSource, SourceWriter } from './source-writer.js';

/**
 * A run that this process produces. Keeps the claim, i.e. the right to write to the run, until the run has ended, until the claim is not
 * valid any more, or until it is released.
 */
export class RunProducer implements LocalRun {
  readonly claim: RunClaim;
  readonly #node: RunNode;
  readonly #run: StoredRun;
  readonly #writer: RunWriter;
  readonly #source: SourceWriter;
  readonly #subscription = new Subscription();
  /** When the last `append` was called. */
  #appendedAt = 0;
  /** Number of the last entry that the store has confirmed. */
  #confirmed = 0;

  constructor(node: RunNode, run: StoredRun) {
    const { id, subject, epoch, owner } = run;
    this.claim = { id, subject, epoch, owner };
    this.#node = node;
    this.#run = run;
    this.#writer = this.#createWriter();
    this.#source = new SourceWriter(run, this.#writer, node.settings);
  }

  /** Number of characters that have not been written to the store. */
  get unflushed(): number {
    return this.#writer.unflushed;
  }

  /** Starts the source in the current async context. */
  start(source: ProducerSource): void {
    const node = this.#node;
    const key = claimKey(this.claim);
    if (node.producers.size === 0) node.lastBeat = asyncScheduler.now();
    node.producers.set(key, this);
    this.#subscription.add(() => node.producers.delete(key));
    this.#subscription.add(node.runs.add('', this.#run.subject));
    this.#subscription.add(node.upkeep.subscribe());
    this.#subscription.add(
      node.store
        .notifications(this.claim.id, { newEpochsOnly: true })
        .pipe(
          filter((notification) => this.#mayEndClaim(notification)),
          // A run that another process or request has stopped is torn down in its own context.
          bindContext(),
        )
        .subscribe({
          next: (notification) => {
            this.#onNotification(notification);
          },
          // A failed notification does no harm: writes and renewals of the claim also show that the run was stopped.
          error: node.calls.failed,
        }),
    );
    this.#subscription.add(node.notifier.addProducer(this.claim));
    // The store may answer when `drainTimeout` has already elapsed.
    if (!node.isGivingUp) this.#source.start(source);
    node.changes.next();
    if (node.isGivingUp) this.giveUp();
  }

  /** Call this when the claim is not valid any more: cancels the source, and writes nothing more. */
  fence(now?: RunLookup): void {
    if (this.#subscription.closed) return;
    this.#close();
    this.#node.emit('fenced', this.#latest(now));
  }

  /** Cancels the source, since nothing can be written. */
  abandon(error: unknown): void {
    if (this.#subscription.closed) return;
    this.#close();
    this.#node.events.next({ type: 'failed', run: toRunInfo(this.#run), error });
  }

  /** Releases the run, so that another process can continue it if `onLost` allows this; otherwise ends it as lost. */
  giveUp(): void {
    if (this.#source.isClosed) return;
    if (!this.#isTakeable) {
      this.#source.finish('lost', encodeEnd({}));
      return;
    }
    const { calls, store, runs, changes } = this.#node;
    const place = runs.add('', this.#run.subject);
    // First, since renewing the claim after its release is refused, as if it had been lost.
    this.#close();
    const release = calls
      .call(() => store.release(this.claim))
      .pipe(
        finalize(() => {
          place.unsubscribe();
          changes.next();
        }),
      );
    release.subscribe({ error: () => undefined });
  }

  get #isTakeable(): boolean {
    const { runIn, onLost } = this.#node.settings;
    if (runIn === undefined || this.#run.restart === undefined || onLost === 'fail') return false;
    return typeof onLost === 'function' || (this.#run.offset === startOffset && this.#writer.isEmpty);
  }

  #close(): void {
    this.#writer.close();
    this.#source.cancel();
    this.#subscription.unsubscribe();
    this.#node.changes.next();
  }

  /** Cancels the source of a run that was stopped or taken over, even if it emits nothing. If it emits, its writes are refused. */
  #onNotification(notification: RunNotification): void {
    if (notification.type === 'refresh' || notification.entry === undefined) {
      const beat = beatRuns(this.#node, [this]);
      this.#subscription.add(beat.subscribe({ error: () => undefined }));
      return;
    }
    // First: if this is the end, they need not listen to the store again, and read nothing.
    this.#node.notifier.watchersOf(this.claim)?.next(notification);
    this.fence();
  }

  /** Whether the claim may not be valid any more. An entry without its content may be another claim's, unless it was confirmed here. */
  #mayEndClaim(notification: RunNotification): boolean {
    if (notification.type === 'refresh') return true;
    const { entry, previous } = notification;
    if (entry) return Number.parseInt(entry.offset, 10) > this.claim.epoch;
    return compareOffsets(previous, this.#toOffset(this.#confirmed)) >= 0;
  }

  #createWriter(): RunWriter {
    const { calls, store, settings } = this.#node;
    const { claim } = this;
    return new RunWriter(
      {
        write: ({ seq, type, data }, answer) => {
          if (type === 'values') this.#appendedAt = asyncScheduler.now();
          calls.write(
            () => (type === 'values' ? store.append(claim, seq, data) : store.end(claim, seq, type, data)),
            answer,
          );
        },
        written: ({ seq, type, data }, now) => {
          this.#confirmed = seq;
          this.#notify(seq, type, data);
          if (type === 'values') {
            this.#node.appendLatency = asyncScheduler.now() - this.#appendedAt;
            this.#node.changes.next();
          } else {
            this.#close();
            this.#report(type, this.#latest(now));
          }
        },
        isLast: (seq, now) =>
          now?.status === 'running' &&
          now.owner === claim.owner &&
          now.epoch === claim.epoch &&
          now.offset === toOffset(claim.epoch, seq),
        refused: (now) => {
          this.fence(now);
        },
        failed: (error) => {
          this.abandon(error);
        },
        unwritable: (error) => {
          this.#source.fail(error);
        },
      },
      settings.maxUnflushed,
    );
  }

  /** Passes a confirmed entry to the watchers in this process. */
  #notify(seq: number, type: RunEntry['type'], data: string): void {
    const watchers = this.#node.notifier.watchersOf(this.claim);
    if (!watchers) return;
    const entry = new SharedEntry({ offset: this.#toOffset(seq), type, data });
    const { startedAt } = this.#run;
    watchers.next({ type: 'entry', previous: this.#toOffset(seq - 1), entry, startedAt });
  }

  /** Offset of an entry of this claim; 0 is the entry before the first one. */
  #toOffset(seq: number): RunOffset {
    return seq === 0 ? this.#run.offset : toOffset(this.claim.epoch, seq);
  }

  #report(type: RunEntry['type'], run: StoredRun): void {
    if (type === 'failed') this.#node.events.next({ type, run: toRunInfo(run), error: this.#source.error });
    else if (type === 'done' || type === 'lost') this.#node.emit(type, run);
  }

  #latest(now: RunLookup): StoredRun {
    return now === undefined || now.status === 'gone' ? this.#run : now;
  }
}
