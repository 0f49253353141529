import { asyncScheduler } from 'rxjs';
import type { RateLimit } from '../errors/from-response/response-metadata.js';

/** Length of Venice's rate limit window, in milliseconds. */
export const minute = 60_000;

/** Maximum number of earlier refunds kept in addition to the latest one. */
const maxRefunds = 99;

/** An amount reserved in a window. */
export interface Reservation {
  amount: number;
  /** Time at which this reservation stops counting, in milliseconds since 1970; undefined until `expire` or `refund`. */
  freeAt: number | undefined;
  /** Total amount reserved in the window so far, including this reservation. */
  readonly sequence: number;
}

/**
 * Counts an amount, such as a number of requests, that has a limit per minute.
 *
 * The server counts a request at some point between its arrival and the response. So a reservation counts until a minute after the
 * response, or until the server's window resets. Then no minute of the server exceeds the limit, whenever this minute starts.
 */
export class RateWindow {
  readonly #configured: number | undefined;
  #learned = Infinity;
  /** Amount of the reservations that count. */
  #used = 0;
  /** Amount of all reservations so far, except refunds of the latest one. */
  #taken = 0;
  readonly #expiring = new Set<Reservation>();
  /** Refunded reservations: the `sequence` of each later reservation still includes their amounts. */
  #refunds: readonly { readonly amount: number; readonly sequence: number }[] = [];
  #lastFreeAt = 0;
  /**
   * The remaining amount that the server has reported, which also counts other users of the account; the time at which its window resets;
   * and the `sequence` of the reservation of that request.
   */
  #serverRemaining = { amount: Infinity, until: 0, sequence: 0 };

  constructor(configured: number | undefined) {
    this.#configured = configured;
  }

  /** The limit; `Infinity` while it is unknown. */
  get limit(): number {
    return this.#configured ?? this.#learned;
  }

  /** Whether nothing is reserved, and no remaining amount reported by the server is still valid. */
  get isUnused(): boolean {
    return this.#serverRemaining.until <= this.#releaseExpired() && this.#used === 0;
  }

  /** Milliseconds until this amount may be available: 0 if now, `Infinity` if running requests have reserved too much. */
  waitFor(requestedAmount: number): number {
    const now = this.#releaseExpired();
    const amount = Math.min(requestedAmount, this.limit);
    const [next] = this.#expiring;
    const own = this.#used + amount <= this.limit ? 0 : (next?.freeAt ?? Infinity) - now;
    const isShort = this.#serverRemaining.until > now && this.#serverRemaining.amount < amount;
    return Math.max(own, isShort ? this.#serverRemaining.until - now : 0);
  }

  /** Reserves an amount, at most the limit. */
  take(requestedAmount: number): Reservation {
    const amount = Math.min(requestedAmount, this.limit);
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

  /** Cancels a reservation whose request was not sent. */
  refund(reservation: Reservation): void {
    if (reservation.freeAt !== undefined) return;
    const { amount, sequence } = reservation;
    this.settle(reservation, 0);
    reservation.freeAt = asyncScheduler.now();
    if (sequence > this.#serverRemaining.sequence) this.#serverRemaining.amount += amount;
    if (sequence === this.#taken) this.#taken -= amount;
    // Forgetting a refund makes later attempts wait longer than necessary, but never exceeds the limit.
    else this.#refunds = [...this.#refunds.slice(-maxRefunds), { amount, sequence }];
  }

  /** Lets a reservation count only for `resetAfter` more milliseconds: then the server's window resets. */
  expire(reservation: Reservation, resetAfter = minute): void {
    if (reservation.freeAt !== undefined) return;
    const now = asyncScheduler.now();
    // Ascending times keep `#expiring` sorted, so that `#releaseExpired` can stop at the first reservation that still counts.
    this.#lastFreeAt = Math.max(this.#lastFreeAt, now + Math.min(resetAfter, minute));
    reservation.freeAt = this.#lastFreeAt;
    this.#expiring.add(reservation);
  }

  /** Applies the limits of a response. The limit of a longer window, such as a day, is ignored, but its remaining amount applies. */
  learn({ limit, remaining, resetAfter = minute }: RateLimit, { sequence }: Reservation): void {
    const now = asyncScheduler.now();
    // The extra second allows for reset times that the server rounds up.
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
