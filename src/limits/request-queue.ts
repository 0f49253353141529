import { Observable, type Subscriber, Subscription, asyncScheduler } from 'rxjs';
import { captureContext } from '#capture-context';
import type { AsyncContext } from '../async-context/async-context.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { OutcomeSubscriber, type Outcome } from '../subscribers/outcome-subscriber.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import { type ListItem, OrderedList } from './ordered-list.js';

/** A decision about the first entry of a queue: the entry is admitted, is rejected, or waits. */
export type Admission = Decision | Wait;

/** Ends the wait of an entry. */
type Decision = { readonly type: 'admit' } | { readonly type: 'reject'; readonly error: unknown };

/** Keeps the entry waiting until the next call of `pump`. */
interface Wait {
  readonly type: 'wait';
  /** Milliseconds after which the queue itself calls `pump`; `Infinity`: never. */
  readonly delay: number;
}

/** Default maximum number of waiting entries. */
export const defaultMaxQueue = 10_000;

/** Decides which entries of a queue are admitted, and is notified when they are released. */
export interface AdmissionPolicy<Ticket> {
  /**
   * Decides about the first entry. Anything that the policy reserves for an admitted entry, such as a slot of `concurrency`, stays reserved
   * until `onRelease` is called. A thrown error rejects the entry.
   */
  readonly admit: (ticket: Ticket) => Admission;
  /** Called when the source of an admitted entry has completed, failed or been unsubscribed from. */
  readonly onRelease: (ticket: Ticket) => void;
  /** Called when entries may have been added, admitted or removed. */
  readonly onChange?: () => void;
  /** Maximum number of waiting entries. Default: 10,000. */
  readonly maxQueue?: number;
}

/** An entry of a queue. */
export interface QueueEntry<Ticket, T> {
  readonly queue: RequestQueue<Ticket>;
  /** The data by which the policy decides. */
  readonly ticket: Ticket;
  /** Sorts the queue: the entry is added after all entries whose `order` is lower or equal. Default: at the end. */
  readonly order?: number;
  /** Creates the source to subscribe to on admission. */
  readonly run: () => Observable<T>;
  /** Called with the error of a failed or rejected entry, before it is released. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Creates an Observable whose subscribers wait in the queue. When a source completes or fails, its entry is released before the
 * subscriber is notified.
 */
export function waitInQueue<Ticket, T>(createEntry: () => QueueEntry<Ticket, T>): Observable<T> {
  return new Observable((subscriber) => {
    const entry = createEntry();
    entry.queue.enqueue(entry, subscriber);
  });
}

/**
 * A queue of Observables that have not been subscribed to yet, sorted by `order`. Waiting costs no CPU time: the queue has one timer,
 * which runs only if the wait time of the first entry is known. Unsubscribing removes an entry immediately.
 */
export class RequestQueue<Ticket> {
  readonly #policy: AdmissionPolicy<Ticket>;
  readonly #queue = new OrderedList<QueuedSubscriber<Ticket>>();
  #timer = Subscription.EMPTY;
  #isPumping = false;

  constructor(policy: AdmissionPolicy<Ticket>) {
    this.#policy = policy;
  }

  /** Number of waiting entries. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** The first ticket in the queue. */
  get first(): Ticket | undefined {
    return this.#queue.first?.entry.ticket;
  }

  /** Adds an entry, and subscribes to its source on admission. */
  enqueue<T>(entry: QueueEntry<Ticket, T>, subscriber: Subscriber<T>): void {
    if (subscriber.closed) return;
    const { maxQueue: maxWaiting = defaultMaxQueue } = this.#policy;
    if (this.#queue.size >= maxWaiting) {
      const message = `too many requests are queued (limit: ${maxWaiting})`;
      throw new LimitExceededError({ message, kind: 'queue', limit: maxWaiting });
    }
    const queued = new QueuedSubscriber(entry, subscriber);
    this.#queue.add(queued);
    this.pump();
    // Still waiting: the entry will be admitted by the timer or by another caller, in another async context.
    if (this.#queue.has(queued)) queued.context = captureContext();
  }

  /** Admits as many entries as possible. */
  pump(): void {
    // A source that completes synchronously calls `pump` again. The loop that is already running admits the next entries.
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#timer.unsubscribe();
    const failures: unknown[] = [];
    for (let queued = this.#queue.first; queued !== undefined; queued = this.#queue.first) {
      const admission = this.#decide(queued);
      if (admission.type === 'wait') {
        this.#pumpAfter(admission.delay);
        break;
      }
      this.#queue.remove(queued);
      try {
        applyInContext(queued, admission);
      } catch (error) {
        // Thrown by a teardown of this entry. The error is rethrown after the loop, so that the later entries do not wait forever.
        failures.push(error);
      }
    }
    this.#isPumping = false;
    this.#policy.onChange?.();
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Called when the source of an entry has ended, or its subscriber has unsubscribed. Removes a waiting entry, or notifies the policy
   * of an admitted one, and then admits the next entries.
   */
  release(queued: QueuedSubscriber<Ticket>): void {
    this.#queue.remove(queued);
    if (queued.isAdmitted) this.#policy.onRelease(queued.entry.ticket);
    this.pump();
  }

  #decide({ entry }: QueuedSubscriber<Ticket>): Admission {
    try {
      return this.#policy.admit(entry.ticket);
    } catch (error) {
      return { type: 'reject', error };
    }
  }

  #pumpAfter(delay: number): void {
    if (delay === Infinity) return;
    this.#timer = asyncScheduler.schedule(
      () => {
        this.pump();
      },
      Math.min(Math.max(delay, 1), maxTimerDelay),
    );
  }
}

function applyInContext<Ticket>(queued: QueuedSubscriber<Ticket>, decision: Decision): void {
  queued.context.run(() => {
    queued.apply(decision);
  });
}

/** The context of an entry that is admitted at once, while the async context of its caller is still active. */
const callerContext: Pick<AsyncContext, 'run'> = { run: (callback) => callback() };

/** An entry while it waits. After it is admitted, this is the subscriber of its source. */
class QueuedSubscriber<Ticket>
  extends OutcomeSubscriber<unknown>
  implements ListItem<QueuedSubscriber<Ticket>>
{
  readonly order: number;
  before: QueuedSubscriber<Ticket> | undefined;
  after: QueuedSubscriber<Ticket> | undefined;
  readonly entry: QueueEntry<Ticket, unknown>;
  isAdmitted = false;
  context: Pick<AsyncContext, 'run'> = callerContext;

  constructor(entry: QueueEntry<Ticket, unknown>, subscriber: Subscriber<unknown>) {
    super(subscriber);
    this.entry = entry;
    this.order = entry.order ?? Infinity;
  }

  /** Subscribes to the source of the entry, or fails the subscriber. */
  apply(decision: Decision): void {
    if (decision.type === 'reject') {
      this.error(decision.error);
      return;
    }
    this.isAdmitted = true;
    try {
      this.entry.run().subscribe(this);
    } catch (error) {
      this.error(error);
    }
  }

  protected override onEnd(outcome: Outcome, error?: unknown): void {
    const { queue, onFailure } = this.entry;
    if (outcome === 'failed') onFailure(error);
    queue.release(this);
  }
}
