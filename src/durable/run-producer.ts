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
          // The source is unsubscribed in the async context of its run, not in the context of the code that stops the run.
          bindContext(),
        )
        .subscribe({
          next: (notification) => {
            this.#onNotification(notification);
          },
          // Without notifications, writes and renewals of the claim show that the run was stopped.
          error: node.calls.onFailure,
        }),
    );
    this.#subscription.add(node.notifier.addProducer(this.claim));
    // The store may answer `begin` after `close` has given up the runs.
    if (!node.isGivingUp) this.#source.start(source);
    node.changes.next();
    if (node.isGivingUp) this.giveUp();
  }

  fence(lookup?: RunLookup): void {
    if (this.#subscription.closed) return;
    this.#close();
    this.#node.emit('fenced', this.#latest(lookup));
  }

  abandon(error: unknown): void {
    if (this.#subscription.closed) return;
    this.#close();
    this.#node.events.next({ type: 'failed', run: toRunInfo(this.#run), error });
  }

  giveUp(): void {
    if (this.#source.isClosed) return;
    if (!this.#canBeTakenOver) {
      this.#source.finish('lost', encodeEnd({}));
      return;
    }
    const { calls, store, runs, changes } = this.#node;
    const countedRun = runs.add('', this.#run.subject);
    // Before the release: if the claim was renewed after it, the store would refuse this, and the run would be `fenced`.
    this.#close();
    const release = calls
      .call(() => store.release(this.claim))
      .pipe(
        finalize(() => {
          countedRun.unsubscribe();
          changes.next();
        }),
      );
    release.subscribe({ error: () => undefined });
  }

  get #canBeTakenOver(): boolean {
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

  /** Cancels the source of a run that was stopped or taken over. Otherwise, the source would continue until a write or `beat` is refused. */
  #onNotification(notification: RunNotification): void {
    if (notification.type === 'refresh' || notification.entry === undefined) {
      const beat = beatRuns(this.#node, [this]);
      this.#subscription.add(beat.subscribe({ error: () => undefined }));
      return;
    }
    // Before `fence`: watchers that receive the end do not have to subscribe to the store, and read nothing.
    this.#node.notifier.watchersOf(this.claim)?.next(notification);
    this.fence();
  }

  /** Whether the claim may have ended. A notification without its entry may be about another claim, unless this producer wrote the entry. */
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
        onWritten: ({ seq, type, data }, lookup) => {
          this.#confirmed = seq;
          this.#notify(seq, type, data);
          if (type === 'values') {
            this.#node.appendLatency = asyncScheduler.now() - this.#appendedAt;
            this.#node.changes.next();
          } else {
            this.#close();
            this.#report(type, this.#latest(lookup));
          }
        },
        isLast: (seq, lookup) =>
          lookup?.status === 'running' &&
          lookup.owner === claim.owner &&
          lookup.epoch === claim.epoch &&
          lookup.offset === toOffset(claim.epoch, seq),
        onClaimRefused: (lookup) => {
          this.fence(lookup);
        },
        onFailure: (error) => {
          this.abandon(error);
        },
        onValuesRefused: (error) => {
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

  /** Returns the offset of an entry of this claim. Number 0 is the last entry before this claim. */
  #toOffset(seq: number): RunOffset {
    return seq === 0 ? this.#run.offset : toOffset(this.claim.epoch, seq);
  }

  #report(type: RunEntry['type'], run: StoredRun): void {
    if (type === 'failed') this.#node.events.next({ type, run: toRunInfo(run), error: this.#source.error });
    else if (type === 'done' || type === 'lost') this.#node.emit(type, run);
  }

  #latest(lookup: RunLookup): StoredRun {
    return lookup === undefined || lookup.status === 'gone' ? this.#run : lookup;
  }
}
