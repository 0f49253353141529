import { type Observable, type Subscriber, interval, timer } from 'rxjs';
import { RunOffsetError } from '../errors/run-offset-error.js';
import { followGate } from '../transport/follow-gate.js';
import { ChatSnapshot } from './chat-snapshot.js';
import { decodeValues } from './entry-data.js';
import { jittered } from './jittered.js';
import { reapRuns } from './reap-runs.js';
import { pageSize, readPartial } from './read-all.js';
import { assertVisible, goneError, lostError, toEndError } from './run-errors.js';
import type { RunFrame } from './run-frame.js';
import type { RunNode } from './run-node.js';
import { compareOffsets, startOffset } from './run-offset.js';
import type { GoneRun, RunBell, RunEntry, RunPage, StoredRun } from './run-store.js';

/** One watcher of one run. */
export interface RunReaderOptions {
  readonly id: string;
  readonly subject: string;
  readonly after: string | undefined;
  readonly gate: Observable<boolean> | undefined;
  /** Milliseconds to wait for a run that has not begun. */
  readonly waitForStart: number;
}

interface Delivery {
  readonly isUpToDate: boolean;
  /** Whether there are no entries because the last one has been delivered before. */
  readonly hasEnded?: boolean;
}

/**
 * Reads a run for one watcher. Notifications carry the live entries; after a gap, a pause or a silence it reads the log from its own
 * position instead. So a paused watcher holds nothing.
 */
export class RunReader {
  readonly #node: RunNode;
  readonly #options: RunReaderOptions;
  readonly #subscriber: Subscriber<RunFrame<unknown>>;
  #cursor: string;
  /** The values so far of a watcher that wants a snapshot; undefined once that is emitted. */
  #snapshot: ChatSnapshot | undefined;
  #isSnapshot: boolean;
  #hasJoined = false;
  #isReading = false;
  /** Whether the log may have more than the last read has returned. */
  #isStale = true;
  #isOpen = true;
  #isSilent = true;
  #hasEnded = false;
  #waitsForStart: boolean;

  constructor(node: RunNode, options: RunReaderOptions, subscriber: Subscriber<RunFrame<unknown>>) {
    this.#node = node;
    this.#options = options;
    this.#subscriber = subscriber;
    this.#cursor = options.after ?? startOffset;
    this.#waitsForStart = options.waitForStart > 0;
    this.#isSnapshot = options.after === undefined;
    this.#snapshot = this.#isSnapshot ? new ChatSnapshot() : undefined;
  }

  start(): void {
    const { store, settings } = this.#node;
    const { id, gate, waitForStart } = this.#options;
    const subscriber = this.#subscriber;
    // Before the first read, so that no entry falls between the two.
    subscriber.add(
      store.notifications(id).subscribe({
        next: (bell) => {
          this.#hear(bell);
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
      }),
    );
    if (gate) {
      followGate(gate, subscriber, (isOpen) => {
        this.#isOpen = isOpen;
        this.#readIfStale();
      });
    }
    const error = (failure: unknown): void => {
      subscriber.error(failure);
    };
    const poll = (): void => {
      if (this.#isSilent) this.#isStale = true;
      this.#isSilent = true;
      this.#readIfStale();
    };
    subscriber.add(interval(jittered(settings.poll)).subscribe({ next: poll, error }));
    if (this.#waitsForStart) {
      const giveUp = (): void => {
        this.#waitsForStart = false;
        this.#isStale ||= !this.#hasJoined;
        this.#readIfStale();
      };
      subscriber.add(timer(waitForStart).subscribe({ next: giveUp, error }));
    }
    this.#readIfStale();
  }

  #hear(bell: RunBell): void {
    this.#isSilent = false;
    const entry = bell.type === 'entry' ? bell.entry : undefined;
    const isNext = bell.type === 'entry' && bell.previous === this.#cursor;
    if (entry && isNext && this.#canDeliver()) {
      this.#deliver([entry], { isUpToDate: true });
      return;
    }
    if (entry && compareOffsets(entry.offset, this.#cursor) <= 0) return;
    this.#isStale = true;
    this.#readIfStale();
  }

  /** Whether everything before the next entry has been delivered, and the watcher accepts more. */
  #canDeliver(): boolean {
    return this.#hasJoined && !this.#isStale && !this.#isReading && this.#isOpen && !this.#hasEnded;
  }

  #readIfStale(): void {
    // A watcher that joins gets its first frame even while its gate is closed.
    const isPaused = this.#hasJoined && !this.#isOpen;
    if (!this.#isStale || this.#isReading || isPaused || this.#hasEnded || this.#subscriber.closed) return;
    this.#isReading = true;
    this.#isStale = false;
    const { store } = this.#node;
    this.#subscriber.add(
      this.#node.calls
        .call(() => store.read(this.#options.id, this.#cursor, pageSize))
        .subscribe({
          next: (page) => {
            this.#isReading = false;
            this.#receive(page);
            this.#readIfStale();
          },
          error: (error: unknown) => {
            this.#subscriber.error(error);
          },
        }),
    );
  }

  #receive(page: GoneRun | RunPage | undefined): void {
    if (page === undefined && this.#waitsForStart && !this.#hasJoined) return;
    try {
      this.#accept(this.#assertPage(page));
    } catch (error) {
      this.#subscriber.error(error);
    }
  }

  #assertPage(page: GoneRun | RunPage | undefined): RunPage {
    const { id, subject } = this.#options;
    const isPage = page !== undefined && !('status' in page);
    if (this.#hasJoined && !isPage) throw goneError(id);
    assertVisible(id, subject, isPage ? page.run : page);
    if (!isPage) throw goneError(id);
    if (page.hasOffset) return page;
    if (this.#hasJoined) throw lostError(id, page.run.offset);
    throw new RunOffsetError({ message: 'the run has no frame with this offset', runId: id });
  }

  #accept({ entries, isLast, run }: RunPage): void {
    const hasJoined = this.#hasJoined;
    this.#hasJoined = true;
    if (!isLast) this.#isStale = true;
    // The watcher has the last frame already.
    const end = entries.length === 0 && isLast ? run.end : undefined;
    if (entries.length > 0 || !hasJoined || this.#snapshot)
      this.#deliver(entries, { isUpToDate: isLast, hasEnded: end !== undefined });
    if (end) this.#end(end);
    else if (isLast) this.#careFor(run);
  }

  #deliver(entries: readonly RunEntry[], { isUpToDate, hasEnded = false }: Delivery): void {
    const last = entries.at(-1);
    if (last) this.#cursor = last.offset;
    const values = entries.flatMap(decodeValues);
    const collected = this.#snapshot;
    collected?.add(values);
    const isFinal = last !== undefined && last.type !== 'values';
    // The chunks of a chat become one chunk; other values need not be held until all are read.
    if (collected?.isChat !== true || isUpToDate || isFinal) {
      this.#snapshot = undefined;
      const isSnapshot = this.#isSnapshot;
      this.#isSnapshot = false;
      this.#subscriber.next({
        id: this.#cursor,
        values: collected?.values() ?? values,
        isSnapshot,
        isUpToDate,
        isLast: isFinal || hasEnded,
      });
    }
    if (isFinal) this.#end(last);
  }

  #end(entry: RunEntry): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const { id } = this.#options;
    const subscriber = this.#subscriber;
    if (entry.type === 'done') {
      subscriber.complete();
      return;
    }
    const fail = (error: unknown): void => {
      subscriber.error(error);
    };
    subscriber.add(
      readPartial(this.#node, id).subscribe({
        next: (partial) => {
          fail(toEndError(id, entry, partial));
        },
        error: () => {
          fail(toEndError(id, entry, undefined));
        },
      }),
    );
  }

  /** The first watcher that sees an expired lease does not wait for the next tick. */
  #careFor({ status, now, leaseUntil, id }: StoredRun): void {
    if (status !== 'running' || now < leaseUntil) return;
    reapRuns(this.#node, id).subscribe({ error: () => undefined });
  }
}
