import { Observable, type Subscriber, Subscription, asyncScheduler } from 'rxjs';
import { captureContext } from '#capture-context';
import type { AsyncContext } from '../async-context/async-context.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { EndWatch, type Outcome } from '../http/end-watch.js';
import { longestDelay } from '../http/longest-delay.js';

/**
 * What is said to the first in a queue: to pass; to wait so many milliseconds, or until something changes (`Infinity`); or to
 * go away.
 */
export type Verdict = 'pass' | Error | number;

/** How many wait at most, unless another number is given. */
export const maxQueue = 10_000;

/** What decides who passes a turnstile, and is notified when they leave. */
export interface Passage<Ticket> {
  /** Decides about the first in the queue; who passes holds what was decided until `left`. */
  readonly judge: (ticket: Ticket) => Verdict;
  /** An entry that had passed has left. */
  readonly left: (ticket: Ticket) => void;
  /** An entry has come, passed or left. */
  readonly changed?: () => void;
  /** Most that wait at once. Default: 10,000. */
  readonly maxQueue?: number;
}

/** An entry of a turnstile. */
export interface Visit<Ticket, T> {
  readonly turnstile: Turnstile<Ticket>;
  readonly ticket: Ticket;
  /** What is subscribed to when it is their turn. */
  readonly run: () => Observable<T>;
  /** Told why that has failed, or that they were sent away, before they leave. */
  readonly failed: (error: unknown) => void;
}

/** Has every subscriber wait for their turn. They leave before they are told that their run has ended. */
export function inTurn<Ticket, T>(visit: () => Visit<Ticket, T>): Observable<T> {
  return new Observable((subscriber) => {
    const visitor = visit();
    visitor.turnstile.enter(visitor, subscriber);
  });
}

/**
 * A queue of Observables that wait to be subscribed to: first come, first served. Waiting costs no time: there is one timer,
 * and only while an entry waits for a known time. Unsubscribing gives up a place at once.
 */
export class Turnstile<Ticket> {
  readonly #passage: Passage<Ticket>;
  readonly #queue = new Set<Place<Ticket>>();
  #alarm = Subscription.EMPTY;
  #isTurning = false;
  #turnsAgain = false;

  constructor(passage: Passage<Ticket>) {
    this.#passage = passage;
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
  enter<T>({ ticket, run, failed }: Visit<Ticket, T>, subscriber: Subscriber<T>): void {
    if (subscriber.closed) return;
    const { maxQueue: limit = maxQueue } = this.#passage;
    if (this.#queue.size >= limit) {
      const message = `more than ${limit} requests wait for their turn`;
      throw new LimitExceededError({ message, kind: 'queue', limit });
    }
    const place = new Place(ticket, run, subscriber, this, failed);
    this.#queue.add(place);
    this.turn();
    // Another run, or the timer, will resume it.
    if (this.#queue.has(place)) place.context = captureContext();
  }

  /** Asks again who may pass. */
  turn(): void {
    this.#turnsAgain = true;
    // An entry that passes may end, and make room, within the same turn.
    if (this.#isTurning) return;
    this.#alarm.unsubscribe();
    if (this.#queue.size > 0) this.#turnAll();
    this.#passage.changed?.();
  }

  /** An entry leaves, which has passed or not. */
  leave(place: Place<Ticket>): void {
    this.#queue.delete(place);
    if (place.hasPassed) this.#passage.left(place.ticket);
    this.turn();
  }

  #turnAll(): void {
    this.#isTurning = true;
    try {
      while (this.#turnsAgain) this.#turnOnce();
    } finally {
      this.#isTurning = false;
      // What the teardown of one run throws is no matter of those who wait behind it.
      if (this.#turnsAgain) this.#turnAll();
    }
  }

  #turnOnce(): void {
    this.#turnsAgain = false;
    this.#alarm.unsubscribe();
    for (const place of this.#queue) {
      const verdict = this.#passage.judge(place.ticket);
      if (typeof verdict === 'number') {
        this.#wakeAfter(verdict);
        break;
      }
      this.#queue.delete(place);
      if (place.context === undefined) place.admit(verdict);
      else
        place.context.run(() => {
          place.admit(verdict);
        });
    }
  }

  #wakeAfter(wait: number): void {
    if (wait === Number.POSITIVE_INFINITY) return;
    const delay = Math.min(Math.max(wait, 1), longestDelay);
    this.#alarm = asyncScheduler.schedule(() => {
      this.turn();
    }, delay);
  }
}

/** An entry in the queue, and then the subscriber of its run. */
class Place<Ticket> extends EndWatch<unknown> {
  readonly ticket: Ticket;
  hasPassed = false;
  /** The async context of a run that has to wait. */
  context: AsyncContext | undefined;
  readonly #run: () => Observable<unknown>;
  readonly #turnstile: Turnstile<Ticket>;
  readonly #failed: (error: unknown) => void;

  constructor(
    ticket: Ticket,
    run: () => Observable<unknown>,
    subscriber: Subscriber<unknown>,
    turnstile: Turnstile<Ticket>,
    failed: (error: unknown) => void,
  ) {
    super(subscriber);
    this.ticket = ticket;
    this.#run = run;
    this.#turnstile = turnstile;
    this.#failed = failed;
  }

  admit(verdict: Error | 'pass'): void {
    if (verdict === 'pass') this.#pass();
    else this.error(verdict);
  }

  #pass(): void {
    this.hasPassed = true;
    try {
      this.#run().subscribe(this);
    } catch (error) {
      this.error(error);
    }
  }

  protected override ended(outcome: Outcome, error?: unknown): void {
    if (outcome === 'failed') this.#failed(error);
    this.#turnstile.leave(this);
  }
}
