import { Observable, type Subscriber, Subscription, asyncScheduler } from 'rxjs';
import { captureContext } from '#capture-context';
import type { AsyncContext } from '../async-context/async-context.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { OutcomeSubscriber, type Outcome } from '../subscribers/outcome-subscriber.js';
import { longestDelay } from '../transport/max-delay.js';

/**
 * What is said to the first in a queue: to pass; to wait so many milliseconds, or until something changes (`Infinity`); or to
 * go away.
 */
export type Admission = 'pass' | Error | number;

/** How many wait at most, unless another number is given. */
export const maxQueue = 10_000;

/** Decides which entries of a queue are admitted, and is notified when they are released. */
export interface AdmissionPolicy<Ticket> {
  /** Decides about the first in the queue; who passes holds what was decided until `left`. */
  readonly admit: (ticket: Ticket) => Admission;
  /** An entry that had passed has left. */
  readonly released: (ticket: Ticket) => void;
  /** An entry has come, passed or left. */
  readonly onChange?: () => void;
  /** Most that wait at once. Default: 10,000. */
  readonly maxQueue?: number;
}

/** An entry of a queue. */
export interface QueueEntry<Ticket, T> {
  readonly queue: RequestQueue<Ticket>;
  readonly ticket: Ticket;
  /** What is subscribed to when it is their turn. */
  readonly run: () => Observable<T>;
  /** Called with the error of a failed or refused entry, before it is released. */
  readonly onFailure: (error: unknown) => void;
}

/** Has every subscriber wait for their turn. They leave before they are told that their run has ended. */
export function waitInQueue<Ticket, T>(createEntry: () => QueueEntry<Ticket, T>): Observable<T> {
  return new Observable((subscriber) => {
    const entry = createEntry();
    entry.queue.enqueue(entry, subscriber);
  });
}

/**
 * A queue of Observables that wait to be subscribed to: first come, first served. Waiting costs no time: there is one timer,
 * and only while an entry waits for a known time. Unsubscribing gives up a place at once.
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

  /** How many wait. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** The first in the queue. */
  get first(): Ticket | undefined {
    for (const { ticket } of this.#queue) return ticket;
    return undefined;
  }

  /** Adds an entry, which is subscribed to when it is its turn. */
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
    // Another run, or the timer, will resume it.
    if (this.#queue.has(waiter)) waiter.context = captureContext();
  }

  /** Asks again who may pass. */
  pump(): void {
    this.#mustPumpAgain = true;
    // An entry that passes may end, and make room, within the same turn.
    if (this.#isPumping) return;
    this.#timer.unsubscribe();
    if (this.#queue.size > 0) this.#pumpAll();
    this.#policy.onChange?.();
  }

  /** An entry leaves, which has passed or not. */
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
      // What the teardown of one run throws is no matter of those who wait behind it.
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

/** An entry in the queue, and then the subscriber of its run. */
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
