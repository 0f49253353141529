import { Observable, type Subscriber, Subscription, asyncScheduler } from 'rxjs';
import { captureContext } from '#capture-context';
import type { AsyncContext } from '../async-context/async-context.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { OutcomeSubscriber, type Outcome } from '../subscribers/outcome-subscriber.js';
import { longestDelay } from '../transport/max-delay.js';

/**
 * Decision about the first entry of a queue: pass; wait this many milliseconds, or for a change (`Infinity`); or fail with
 * an error.
 */
export type Admission = 'pass' | Error | number;

/** Default maximum number of waiting entries. */
export const maxQueue = 10_000;

/** Decides which entries of a queue are admitted, and is notified when they are released. */
export interface AdmissionPolicy<Ticket> {
  /** Decides about the first entry. An admitted entry keeps its reservations until `released`. */
  readonly admit: (ticket: Ticket) => Admission;
  /** Called when an admitted entry has left. */
  readonly released: (ticket: Ticket) => void;
  /** Called when an entry is added, admitted or removed. */
  readonly onChange?: () => void;
  /** Maximum number of waiting entries. Default: 10,000. */
  readonly maxQueue?: number;
}

/** An entry of a queue. */
export interface QueueEntry<Ticket, T> {
  readonly queue: RequestQueue<Ticket>;
  readonly ticket: Ticket;
  /** Creates the source to subscribe to on admission. */
  readonly run: () => Observable<T>;
  /** Called with the error of a failed or refused entry, before it is released. */
  readonly onFailure: (error: unknown) => void;
}

/** Makes every subscriber wait in the queue. An entry is released before its subscriber is notified of the end. */
export function waitInQueue<Ticket, T>(createEntry: () => QueueEntry<Ticket, T>): Observable<T> {
  return new Observable((subscriber) => {
    const entry = createEntry();
    entry.queue.enqueue(entry, subscriber);
  });
}

/**
 * A FIFO queue of Observables that wait for their subscription. Waiting costs no CPU time: it uses one timer, and only if
 * the wait time is known. Unsubscribing leaves the queue immediately.
 */
export class RequestQueue<Ticket> {
  readonly #policy: AdmissionPolicy<Ticket>;
  readonly #queue = new Set<QueuedSubscriber<Ticket>>();
  #timer = Subscription.EMPTY;
  #isPumping = false;
  #mustPumpAgain = false;

  constructor(policy: AdmissionPolicy<Ticket>) {
    this.#policy = policy;
  }

  /** Number of waiting entries. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** The first ticket in the queue. */
  get first(): Ticket | undefined {
    for (const { ticket } of this.#queue) return ticket;
    return undefined;
  }

  /** Adds an entry, and subscribes to its source on admission. */
  enqueue<T>({ ticket, run, onFailure }: QueueEntry<Ticket, T>, subscriber: Subscriber<T>): void {
    if (subscriber.closed) return;
    const { maxQueue: limit = maxQueue } = this.#policy;
    if (this.#queue.size >= limit) {
      const message = `more than ${limit} requests wait for their turn`;
      throw new LimitExceededError({ message, kind: 'queue', limit });
    }
    const waiter = new QueuedSubscriber(ticket, run, subscriber, this, onFailure);
    this.#queue.add(waiter);
    this.pump();
    // Another run or the timer will resume it.
    if (this.#queue.has(waiter)) waiter.context = captureContext();
  }

  /** Admits as many entries as possible. */
  pump(): void {
    this.#mustPumpAgain = true;
    // An admitted entry may end and free its place synchronously.
    if (this.#isPumping) return;
    this.#timer.unsubscribe();
    if (this.#queue.size > 0) this.#pumpAll();
    this.#policy.onChange?.();
  }

  /** Removes an entry, admitted or not. */
  release(waiter: QueuedSubscriber<Ticket>): void {
    this.#queue.delete(waiter);
    if (waiter.hasPassed) this.#policy.released(waiter.ticket);
    this.pump();
  }

  #pumpAll(): void {
    this.#isPumping = true;
    try {
      while (this.#mustPumpAgain) this.#pumpOnce();
    } finally {
      this.#isPumping = false;
      // A throwing teardown must not stall the entries queued behind it.
      if (this.#mustPumpAgain) this.#pumpAll();
    }
  }

  #pumpOnce(): void {
    this.#mustPumpAgain = false;
    this.#timer.unsubscribe();
    for (const waiter of this.#queue) {
      const admission = this.#policy.admit(waiter.ticket);
      if (typeof admission === 'number') {
        this.#pumpAfter(admission);
        break;
      }
      this.#queue.delete(waiter);
      if (waiter.context === undefined) waiter.admit(admission);
      else
        waiter.context.run(() => {
          waiter.admit(admission);
        });
    }
  }

  #pumpAfter(wait: number): void {
    if (wait === Number.POSITIVE_INFINITY) return;
    const delay = Math.min(Math.max(wait, 1), longestDelay);
    this.#timer = asyncScheduler.schedule(() => {
      this.pump();
    }, delay);
  }
}

/** A waiting entry, later the subscriber of its run. */
class QueuedSubscriber<Ticket> extends OutcomeSubscriber<unknown> {
  readonly ticket: Ticket;
  hasPassed = false;
  /** The async context of a run that has to wait. */
  context: AsyncContext | undefined;
  readonly #run: () => Observable<unknown>;
  readonly #requestQueue: RequestQueue<Ticket>;
  readonly #onFailure: (error: unknown) => void;

  constructor(
    ticket: Ticket,
    run: () => Observable<unknown>,
    subscriber: Subscriber<unknown>,
    queue: RequestQueue<Ticket>,
    onFailure: (error: unknown) => void,
  ) {
    super(subscriber);
    this.ticket = ticket;
    this.#run = run;
    this.#requestQueue = queue;
    this.#onFailure = onFailure;
  }

  admit(admission: Error | 'pass'): void {
    if (admission === 'pass') this.#pass();
    else this.error(admission);
  }

  #pass(): void {
    this.hasPassed = true;
    try {
      this.#run().subscribe(this);
    } catch (error) {
      this.error(error);
    }
  }

  protected override onEnd(outcome: Outcome, error?: unknown): void {
    if (outcome === 'failed') this.#onFailure(error);
    this.#requestQueue.release(this);
  }
}
