import { type Observable, Subscription, asyncScheduler, defer, finalize, takeWhile, tap } from 'rxjs';
import { encodeRun } from './encode-run.js';
import { encodeEnd } from './entry-data.js';
import { toRunFailure } from './run-errors.js';
import { toRunInfo } from './run-info.js';
import { beatRuns } from './beat-runs.js';
import { type LocalRun, claimKey } from './local-run.js';
import type { RunNode } from './run-node.js';
import { startOffset } from './run-offset.js';
import type { RunContext } from './run-source.js';
import type { RunBell, RunClaim, RunEntry, RunLookup, StoredRun } from './run-store.js';
import { RunWriter } from './run-writer.js';

/** Creates the values of a run; undefined if it cannot be continued. */
export type ProducerSource = (run: RunContext) => Observable<unknown> | undefined;

/** Runs the source of a claimed run in this process, and writes its values to the store. */
export class RunProducer implements LocalRun {
  readonly claim: RunClaim;
  readonly #node: RunNode;
  readonly #run: StoredRun;
  readonly #writer: RunWriter;
  /** Ends before the rest of the run: the last values may still wait for the store. */
  readonly #source = new Subscription();
  readonly #subscription = new Subscription();
  #error: unknown;

  constructor(node: RunNode, run: StoredRun) {
    const { id, epoch, owner } = run;
    this.claim = { id, epoch, owner };
    this.#node = node;
    this.#run = run;
    this.#writer = this.#createWriter();
  }

  /** Number of characters that wait for the store. */
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
      node.store.notifications(this.claim.id).subscribe({
        next: (bell) => {
          this.#hear(bell);
        },
        // Every write and every beat learns as much.
        error: node.calls.failed,
      }),
    );
    this.#subscribeTo(source);
    node.changes.next();
    if (node.isClosed) this.giveUp();
  }

  /** The claim is not valid any more: cancels the source and writes nothing more. */
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

  /** Lets another process continue the run if it may, else ends it as lost. */
  giveUp(): void {
    if (this.#source.closed) return;
    if (!this.#isTakeable) {
      this.#finish('lost', encodeEnd({}));
      return;
    }
    const { calls, store, runs, changes } = this.#node;
    const place = runs.add('', this.#run.subject);
    // Before the release, which a beat would undo.
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

  #subscribeTo(source: ProducerSource): void {
    const { id, subject, epoch, traceparent } = this.#run;
    const { gate } = this.#writer;
    const context = { id, subject, epoch, gate, ...(traceparent !== undefined && { traceparent }) };
    let isLost = false;
    const values = defer(() => {
      const created = source(context);
      isLost = created === undefined;
      return created ?? [];
    });
    const subscription = values
      .pipe(
        encodeRun(this.#run, this.#node.settings),
        takeWhile(() => !this.#source.closed),
      )
      .subscribe({
        next: ({ json, hasOutput }) => {
          this.#writer.push(json, hasOutput);
        },
        error: (error: unknown) => {
          this.#error = error;
          this.#finish('failed', encodeEnd({ failure: toRunFailure(error) }));
        },
        complete: () => {
          this.#finish(isLost ? 'lost' : 'done', encodeEnd({}));
        },
      });
    this.#source.add(subscription);
  }

  #finish(type: RunEntry['type'], data: string): void {
    if (this.#source.closed) return;
    this.#source.unsubscribe();
    this.#writer.finish(type, data);
  }

  #close(): void {
    this.#writer.close();
    this.#source.unsubscribe();
    this.#subscription.unsubscribe();
    this.#node.changes.next();
  }

  /** A stop reaches a silent source here; every write is refused as well. */
  #hear(bell: RunBell): void {
    if (bell.type === 'doubt') {
      const beat = beatRuns(this.#node, [this]);
      this.#subscription.add(beat.subscribe({ error: () => undefined }));
    } else if (bell.entry && Number.parseInt(bell.entry.offset, 10) > this.claim.epoch) this.fence();
  }

  #createWriter(): RunWriter {
    const { calls, store, settings } = this.#node;
    const { claim } = this;
    return new RunWriter(
      {
        append: (seq, data) => this.#measure(calls.call(() => store.append(claim, seq, data))),
        end: (seq, type, data) => calls.call(() => store.end(claim, seq, type, data)),
        ended: (type, now) => {
          this.#close();
          this.#report(type, this.#latest(now));
        },
        refused: (now) => {
          this.fence(now);
        },
        failed: (error) => {
          this.abandon(error);
        },
      },
      settings.maxUnflushed,
    );
  }

  #report(type: RunEntry['type'], run: StoredRun): void {
    if (type === 'failed') this.#node.events.next({ type, run: toRunInfo(run), error: this.#error });
    else if (type === 'done' || type === 'lost') this.#node.emit(type, run);
  }

  #latest(now: RunLookup): StoredRun {
    return now === undefined || now.status === 'gone' ? this.#run : now;
  }

  #measure<T>(call: Observable<T>): Observable<T> {
    const start = asyncScheduler.now();
    const done = (): void => {
      this.#node.appendLatency = asyncScheduler.now() - start;
      this.#node.changes.next();
    };
    return call.pipe(tap(done));
  }
}
