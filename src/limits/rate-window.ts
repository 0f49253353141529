import { asyncScheduler } from 'rxjs';
import type { RateLimit } from '../errors/from-response/response-metadata.js';

/** The window of Venice's limits, in milliseconds. */
export const minute = 60_000;

/** Refunds that are remembered, besides the latest. */
const maxRefunds = 99;

/** An amount reserved in a window. */
export interface Reservation {
  amount: number;
  /** When it is free again, in milliseconds since 1970; undefined while it is in use. */
  freeAt: number | undefined;
  /** Total amount reserved in the window so far, this reservation included. */
  readonly sequence: number;
}

/**
 * What may be used in a minute of something, such as requests.
 *
 * The server counts a share at some moment between request and answer. So a share is free again a minute after the answer, or
 * when the server says that its window restarts: then no window of the server, wherever it begins, holds too many.
 */
export class RateWindow {
  readonly #configured: number | undefined;
  #learned = Number.POSITIVE_INFINITY;
  #used = 0;
  #taken = 0;
  readonly #expiring = new Set<Reservation>();
  /** Shares that were given back; what they counted for stands in the marks of those who came after them. */
  #refunds: readonly { readonly amount: number; readonly sequence: number }[] = [];
  #lastFreeAt = 0;
  /** What the server has left, others that use the same account included, until when, and from which answer. */
  #serverRemaining = { amount: Number.POSITIVE_INFINITY, until: 0, sequence: 0 };

  constructor(configured: number | undefined) {
    this.#configured = configured;
  }

  /** How much there is; `Infinity` while it is unknown. */
  get limit(): number {
    return this.#configured ?? this.#learned;
  }

  /** Whether nothing of it is used, and nothing is known that still holds. */
  get isUnused(): boolean {
    return this.#serverRemaining.until <= this.#releaseExpired() && this.#used === 0;
  }

  /** Milliseconds until there may be enough; 0 where there is now, `Infinity` where a share has to be given back first. */
  waitFor(wanted: number): number {
    const now = this.#releaseExpired();
    const amount = Math.min(wanted, this.limit);
    const [next] = this.#expiring;
    const own = this.#used + amount <= this.limit ? 0 : (next?.freeAt ?? Number.POSITIVE_INFINITY) - now;
    const isShort = this.#serverRemaining.until > now && this.#serverRemaining.amount < amount;
    return Math.max(own, isShort ? this.#serverRemaining.until - now : 0);
  }

  /** Takes a share; one that is larger than all there is takes all. */
  take(wanted: number): Reservation {
    const amount = Math.min(wanted, this.limit);
    this.#used += amount;
    this.#serverRemaining.amount -= amount;
    this.#taken += amount;
    return { amount, freeAt: undefined, sequence: this.#taken };
  }

  /** What a share turned out to be. */
  settle(reservation: Reservation, amount: number): void {
    if (reservation.freeAt !== undefined) return;
    this.#used += amount - reservation.amount;
    reservation.amount = amount;
  }

  /** The request of a share was not sent. */
  refund(reservation: Reservation): void {
    if (reservation.freeAt !== undefined) return;
    const { amount, sequence } = reservation;
    this.settle(reservation, 0);
    reservation.freeAt = asyncScheduler.now();
    if (sequence > this.#serverRemaining.sequence) this.#serverRemaining.amount += amount;
    if (sequence === this.#taken) this.#taken -= amount;
    // To forget one makes others wait longer, and sends nothing too much.
    else this.#refunds = [...this.#refunds.slice(-maxRefunds), { amount, sequence }];
  }

  /** A share is no longer in use; the server's window of it begins empty after `resetAfter`. */
  expire(reservation: Reservation, resetAfter = minute): void {
    if (reservation.freeAt !== undefined) return;
    const now = asyncScheduler.now();
    // One after the other, so that the first is always the next.
    this.#lastFreeAt = Math.max(this.#lastFreeAt, now + Math.min(resetAfter, minute));
    reservation.freeAt = this.#lastFreeAt;
    this.#expiring.add(reservation);
  }

  /** What an answer says; a window longer than a minute, such as a day, has a limit of its own. */
  learn({ limit, remaining, resetAfter = minute }: RateLimit, { sequence }: Reservation): void {
    const now = asyncScheduler.now();
    if (limit !== undefined && resetAfter <= minute + 1000) this.#learned = limit;
    if (
      remaining === undefined ||
      (this.#serverRemaining.until > now && sequence < this.#serverRemaining.sequence)
    )
      return;
    this.#refunds = this.#refunds.filter((reservation) => reservation.sequence > sequence);
    const takenSince = this.#refunds.reduce((sum, { amount }) => sum - amount, this.#taken - sequence);
    this.#serverRemaining = { amount: remaining - takenSince, until: now + resetAfter, sequence };
  }

  #releaseExpired(): number {
    const now = asyncScheduler.now();
    for (const reservation of this.#expiring) {
      if (reservation.freeAt === undefined || reservation.freeAt > now) break;
      this.#expiring.delete(reservation);
      this.#used -= reservation.amount;
    }
    return now;
  }
}
