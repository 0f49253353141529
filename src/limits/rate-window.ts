import { asyncScheduler } from 'rxjs';
import type { RateLimit } from '../errors/from-response/response-metadata.js';

/** Length of Venice's rate limit window, in milliseconds. */
export const minute = 60_000;

/** Maximum number of refunds kept, besides the latest. */
const maxRefunds = 99;

/** An amount reserved in a window. */
export interface Reservation {
  amount: number;
  /** Time at which it is released, in milliseconds since 1970; undefined while it is in use. */
  freeAt: number | undefined;
  /** Total amount reserved in the window so far, including this reservation. */
  readonly sequence: number;
}

/**
 * Amount of something, such as requests, that may be used per minute.
 *
 * The server counts a reservation at some point between request and response. It is therefore released a minute after the
 * response, or when the server's window restarts: no server window can then exceed the limit, wherever it starts.
 */
export class RateWindow {
  readonly #configured: number | undefined;
  #learned = Infinity;
  #used = 0;
  #taken = 0;
  readonly #expiring = new Set<Reservation>();
  /** Refunded reservations; their amounts are still included in the sequences of later ones. */
  #refunds: readonly { readonly amount: number; readonly sequence: number }[] = [];
  #lastFreeAt = 0;
  /** Remaining amount reported by the server (including other users of the account), its expiry, and the reporting response. */
  #serverRemaining = { amount: Infinity, until: 0, sequence: 0 };

  constructor(configured: number | undefined) {
    this.#configured = configured;
  }

  /** The limit; `Infinity` while it is unknown. */
  get limit(): number {
    return this.#configured ?? this.#learned;
  }

  /** Whether nothing is reserved and no reported amount is still valid. */
  get isUnused(): boolean {
    return this.#serverRemaining.until <= this.#releaseExpired() && this.#used === 0;
  }

  /** Milliseconds until enough may be available; 0 if it is now, `Infinity` if a reservation must be released first. */
  waitFor(wanted: number): number {
    const now = this.#releaseExpired();
    const amount = Math.min(wanted, this.limit);
    const [next] = this.#expiring;
    const own = this.#used + amount <= this.limit ? 0 : (next?.freeAt ?? Infinity) - now;
    const isShort = this.#serverRemaining.until > now && this.#serverRemaining.amount < amount;
    return Math.max(own, isShort ? this.#serverRemaining.until - now : 0);
  }

  /** Reserves an amount, at most the limit. */
  take(wanted: number): Reservation {
    const amount = Math.min(wanted, this.limit);
    this.#used += amount;
    this.#serverRemaining.amount -= amount;
    this.#taken += amount;
    return { amount, freeAt: undefined, sequence: this.#taken };
  }

  /** Replaces a reserved amount by the actual one. */
  settle(reservation: Reservation, amount: number): void {
    if (reservation.freeAt !== undefined) return;
    this.#used += amount - reservation.amount;
    reservation.amount = amount;
  }

  /** Returns a reservation whose request was not sent. */
  refund(reservation: Reservation): void {
    if (reservation.freeAt !== undefined) return;
    const { amount, sequence } = reservation;
    this.settle(reservation, 0);
    reservation.freeAt = asyncScheduler.now();
    if (sequence > this.#serverRemaining.sequence) this.#serverRemaining.amount += amount;
    if (sequence === this.#taken) this.#taken -= amount;
    // Dropping one makes others wait longer, but never exceeds the limit.
    else this.#refunds = [...this.#refunds.slice(-maxRefunds), { amount, sequence }];
  }

  /** Marks a reservation as no longer in use; the server's window starts empty after `resetAfter`. */
  expire(reservation: Reservation, resetAfter = minute): void {
    if (reservation.freeAt !== undefined) return;
    const now = asyncScheduler.now();
    // In ascending order, so that the first one is always released next.
    this.#lastFreeAt = Math.max(this.#lastFreeAt, now + Math.min(resetAfter, minute));
    reservation.freeAt = this.#lastFreeAt;
    this.#expiring.add(reservation);
  }

  /** Applies the limits of a response. A window longer than a minute, such as a day, has a separate limit. */
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
