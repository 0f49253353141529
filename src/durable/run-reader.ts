// One class with more than 150 lines: notifications, pages, the gate and timers share the position and the state of one watcher.
import { type Observable, type Subscriber, Subscription, interval, timer } from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';
import { RunOffsetError } from '../errors/run-offset-error.js';
import { followGate } from '../transport/follow-gate.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import { renewOrReap } from './renew-or-reap.js';
import { FrameEmitter } from './frame-emitter.js';
import { jittered } from './jittered.js';
import { assertVisible, goneError, lostError } from './run-errors.js';
import type { NodeNotification } from './node-notifier.js';
import type { RunFrame } from './run-frame.js';
import type { RunNode } from './run-node.js';
import { compareOffsets } from './run-offset.js';
import type { GoneRun, RunPage } from './run-store.js';

/** Options of one watcher of one run. */
export interface RunReaderOptions {
  readonly id: string;
  /** The user or tenant of the watcher. A run belongs to the subject that started it, and is unknown to other subjects. */
  readonly subject: string;
  readonly after: string | undefined;
  readonly gate: Observable<boolean> | undefined;
  /** Milliseconds to wait for a run that has not begun. */
  readonly waitForStart: number;
}

/**
 * Reads a durable run for one watcher, i.e. one subscriber of the run. The store keeps the run as a log of entries (`RunEntry`), which is
 * read in pages (`RunPage`), and notifies of new entries (`RunNotification`).
 *
 * A notification usually contains the new entry, which is then emitted immediately. The reader reads the log from its own position instead
 * if an entry is missing, after a pause, and if no notification has arrived for some time. So a paused watcher buffers nothing.
 */
export class RunReader {
  readonly #node: RunNode;
  readonly #options: RunReaderOptions;
  readonly #subscriber: Subscriber<RunFrame<unknown>>;
  readonly #emitter: FrameEmitter;
  readonly #notifications = new Subscription();
  /** Whether the first page has arrived. */
  #hasJoined = false;
  /** When the run began. Distinguishes it from a later run with the same id, which may have the same offsets. */
  #startedAt: number | undefined;
  /** Whether a read is in progress. */
  #isReading = false;
  /** Whether the log may have more entries than the last read has returned. */
  #isStale = true;
  /** The last value of the gate. */
  #isOpen = true;
  /** Whether no notification has arrived since the last poll. */
  #isSilent = true;
  /** Whether to wait if the store does not know the run yet. If false, an unknown run is an error. */
  #waitsForStart: boolean;

  constructor(node: RunNode, options: RunReaderOptions, subscriber: Subscriber<RunFrame<unknown>>) {
    this.#node = node;
    this.#options = options;
    this.#subscriber = subscriber;
    this.#emitter = new FrameEmitter(node, options.id, options.after, subscriber);
    this.#waitsForStart = options.waitForStart > 0;
  }

  start(): void {
    const { notifier, settings } = this.#node;
    const { id, gate, waitForStart } = this.#options;
    const subscriber = this.#subscriber;
    // Subscribes before the first read, so that no entry is missed between the two.
    subscriber.add(this.#notifications);
    this.#notifications.add(
      notifier
        .notifications(id)
        // Notifications are emitted in another async context, e.g. of the code that writes to the run. This watcher reads in its own context.
        .pipe(bindContext())
        .subscribe({
          next: (notification) => {
            this.#onNotification(notification);
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
        }),
    );
    if (gate) {
      followGate(gate.pipe(bindContext()), subscriber, (isOpen) => {
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
      if (waitForStart <= maxTimerDelay)
        subscriber.add(timer(waitForStart).subscribe({ next: giveUp, error }));
    }
    this.#readIfStale();
  }

  #onNotification(notification: NodeNotification): void {
    this.#isSilent = false;
    const { startedAt = this.#startedAt } = notification;
    // An entry of an earlier or later run with this id does not belong to this run.
    const isOfThisRun = startedAt === this.#startedAt;
    const entry = notification.type === 'entry' && isOfThisRun ? notification.entry : undefined;
    const isNext = notification.type === 'entry' && notification.previous === this.#emitter.cursor;
    if (entry && isNext && this.#canDeliver()) {
      try {
        this.#emitter.deliver([entry], { isUpToDate: true });
        this.#leaveIfEnded();
      } catch (error) {
        this.#subscriber.error(error);
      }
      return;
    }
    if (entry && compareOffsets(entry.offset, this.#emitter.cursor) <= 0) return;
    this.#isStale = true;
    this.#readIfStale();
  }

  /** Whether everything before the next entry has been delivered, and the watcher accepts more. */
  #canDeliver(): boolean {
    return this.#hasJoined && !this.#isStale && !this.#isReading && this.#isOpen && !this.#emitter.hasEnded;
  }

  #readIfStale(): void {
    // A watcher that joins reads its first page even while its gate is closed.
    const isPaused = this.#hasJoined && !this.#isOpen;
    if (!this.#isStale || this.#isReading || isPaused || this.#emitter.hasEnded || this.#subscriber.closed)
      return;
    this.#isReading = true;
    this.#isStale = false;
    this.#subscriber.add(
      this.#node.reads.read(this.#options.id, this.#emitter.cursor).subscribe({
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

  /**
   * Returns the page. Throws if the run is unknown or belongs to another subject, has been deleted, has a format that this version cannot
   * read, has lost entries, or has no entry with the offset after which the watcher wants to read.
   */
  #assertPage(page: GoneRun | RunPage | undefined): RunPage {
    const { id, subject } = this.#options;
    const isPage = page !== undefined && !('status' in page);
    if (this.#hasJoined && !isPage) throw goneError(id);
    assertVisible(id, subject, isPage ? page.run : page);
    if (!isPage || (this.#hasJoined && page.run.startedAt !== this.#startedAt)) throw goneError(id);
    if (page.hasOffset) return page;
    // The store has lost entries that this watcher has received.
    if (this.#hasJoined) throw lostError(id, page.run.offset);
    throw new RunOffsetError({ message: 'the run has no frame with this offset', runId: id });
  }

  #accept({ entries, isLast, run }: RunPage): void {
    const hasJoined = this.#hasJoined;
    this.#hasJoined = true;
    this.#startedAt = run.startedAt;
    if (!isLast) this.#isStale = true;
    // If the run has ended and the page is empty, the watcher has received the last entry before: only `run.end` shows how the run ended.
    const end = entries.length === 0 && isLast ? run.end : undefined;
    if (entries.length > 0 || !hasJoined || this.#emitter.isCollecting)
      this.#emitter.deliver(entries, { isUpToDate: isLast, hasEnded: end !== undefined });
    if (end) this.#emitter.end(end);
    else if (isLast) renewOrReap(this.#node, run);
    this.#leaveIfEnded();
  }

  /** After the end, no notifications are needed, even while the values for `partial` are still being read. */
  #leaveIfEnded(): void {
    if (this.#emitter.hasEnded) this.#notifications.unsubscribe();
  }
}
