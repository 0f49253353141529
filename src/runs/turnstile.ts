import { AsyncSubject, type Observable, Subscription, defer, finalize, mergeMap, tap, timer } from 'rxjs';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { longestDelay } from '../http/longest-delay.js';

/**
 * What is said to the first in a queue: to pass; to wait so many milliseconds, or until something changes (`Infinity`); or to
 * go away.
 */
export type Verdict = 'pass' | Error | number;

/** Whom a turnstile judges, and is told when they leave. */
export interface Passage<Ticket> {
  /** Decides about the first in the queue; who passes holds what was decided until `left`. */
  readonly judge: (ticket: Ticket) => Verdict;
  /** Somebody who had passed has left. */
  readonly left: (ticket: Ticket) => void;
  /** Somebody has come, passed or gone away. */
  readonly changed?: () => void;
  /** Most that wait at once. Default: 10,000. */
  readonly maxQueue?: number;
}

/** Who is told of what somebody who has passed does. */
export interface Watch<T> {
  readonly next?: (value: T) => void;
  readonly error?: (error: unknown) => void;
}

interface Waiting<Ticket> {
  readonly ticket: Ticket;
  readonly turn: AsyncSubject<unknown>;
  hasPassed: boolean;
}

/**
 * A queue of Observables that wait to be subscribed to: first come, first served. Waiting costs no time: there is one timer,
 * and only while somebody waits for a time that is known. Unsubscribing gives up a place at once.
 */
export class Turnstile<Ticket> {
  readonly #passage: Passage<Ticket>;
  readonly #queue = new Set<Waiting<Ticket>>();
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

  /**
   * Subscribes to `run` when it is its turn, and leaves before it is told that it has ended. `watch` is told of its values, and of
   * its error before it leaves.
   */
  through<T>(ticket: Ticket, run: () => Observable<T>, watch: Watch<T> = {}): Observable<T> {
    return defer(() => {
      const waiting: Waiting<Ticket> = { ticket, turn: new AsyncSubject(), hasPassed: false };
      let hasLeft = false;
      const leave = (): void => {
        if (hasLeft) return;
        hasLeft = true;
        this.#queue.delete(waiting);
        if (waiting.hasPassed) this.#passage.left(ticket);
        this.turn();
      };
      const { maxQueue = 10_000 } = this.#passage;
      if (this.#queue.size >= maxQueue) {
        const message = `more than ${maxQueue} requests wait for their turn`;
        throw new LimitExceededError({ message, what: 'queue', limit: maxQueue });
      }
      this.#queue.add(waiting);
      this.turn();
      // Most do not wait, and nothing needs to stand between them and their values.
      const inTurn = waiting.hasPassed ? defer(run) : waiting.turn.pipe(mergeMap(run));
      const { next, error } = watch;
      const failed = (cause: unknown): void => {
        error?.(cause);
        leave();
      };
      return inTurn.pipe(tap({ ...(next && { next }), error: failed, complete: leave }), finalize(leave));
    });
  }

  /** Asks again who may pass. */
  turn(): void {
    this.#turnsAgain = true;
    // Whoever passes may end, and make room, within the same turn.
    if (this.#isTurning) return;
    this.#isTurning = true;
    while (this.#turnsAgain) {
      this.#turnsAgain = false;
      this.#alarm.unsubscribe();
      for (const waiting of this.#queue) {
        const verdict = this.#passage.judge(waiting.ticket);
        if (typeof verdict === 'number') {
          this.#wakeAfter(verdict);
          break;
        }
        this.#queue.delete(waiting);
        if (verdict === 'pass') {
          waiting.hasPassed = true;
          waiting.turn.next(undefined);
          waiting.turn.complete();
        } else waiting.turn.error(verdict);
      }
    }
    this.#isTurning = false;
    this.#passage.changed?.();
  }

  #wakeAfter(wait: number): void {
    if (wait === Number.POSITIVE_INFINITY) return;
    this.#alarm = timer(Math.min(Math.max(wait, 1), longestDelay))
      .pipe(
        tap(() => {
          this.turn();
        }),
      )
      .subscribe();
  }
}
