import { asyncScheduler } from 'rxjs';
import type { RateLimit } from '../errors/response-metadata.js';

/** The window of Venice's limits, in milliseconds. */
export const minute = 60_000;

/** So many shares that were given back are remembered, and one. */
const mostReturned = 99;

/** A part of an allowance that is taken. */
export interface Share {
  amount: number;
  /** When it is free again, in milliseconds since 1970; undefined while it is in use. */
  freeAt: number | undefined;
  /** How much had been taken of the allowance in all, with this share. */
  readonly mark: number;
}

/**
 * What may be used in a minute of something, such as requests.
 *
 * The server counts a share at some moment between request and answer. So a share is free again a minute after the answer, or
 * when the server says that its window restarts: then no window of the server, wherever it begins, holds too many.
 */
export class Allowance {
  readonly #given: number | undefined;
  #learned = Number.POSITIVE_INFINITY;
  #used = 0;
  #taken = 0;
  readonly #expiring = new Set<Share>();
  /** Shares that were given back; what they counted for stands in the marks of those who came after them. */
  #returned: readonly { readonly amount: number; readonly mark: number }[] = [];
  #lastFreeAt = 0;
  /** What the server has left, others that use the same account included, until when, and from which answer. */
  #left = { amount: Number.POSITIVE_INFINITY, until: 0, mark: 0 };

  constructor(given: number | undefined) {
    this.#given = given;
  }

  /** How much there is; `Infinity` while it is unknown. */
  get limit(): number {
    return this.#given ?? this.#learned;
  }

  /** Whether nothing of it is used, and nothing is known that still holds. */
  get isUnused(): boolean {
    return this.#left.until <= this.#free() && this.#used === 0;
  }

  /** Milliseconds until there may be enough; 0 where there is now, `Infinity` where a share has to be given back first. */
  waitFor(wanted: number): number {
    const now = this.#free();
    const amount = Math.min(wanted, this.limit);
    const [next] = this.#expiring;
    const own = this.#used + amount <= this.limit ? 0 : (next?.freeAt ?? Number.POSITIVE_INFINITY) - now;
    const isShort = this.#left.until > now && this.#left.amount < amount;
    return Math.max(own, isShort ? this.#left.until - now : 0);
  }

  /** Takes a share; one that is larger than all there is takes all. */
  take(wanted: number): Share {
    const amount = Math.min(wanted, this.limit);
    this.#used += amount;
    this.#left.amount -= amount;
    this.#taken += amount;
    return { amount, freeAt: undefined, mark: this.#taken };
  }

  /** What a share turned out to be. */
  settle(share: Share, amount: number): void {
    if (share.freeAt !== undefined) return;
    this.#used += amount - share.amount;
    share.amount = amount;
  }

  /** The request of a share was not sent. */
  giveBack(share: Share): void {
    if (share.freeAt !== undefined) return;
    const { amount, mark } = share;
    this.settle(share, 0);
    share.freeAt = asyncScheduler.now();
    if (mark > this.#left.mark) this.#left.amount += amount;
    if (mark === this.#taken) this.#taken -= amount;
    // To forget one makes others wait longer, and sends nothing too much.
    else this.#returned = [...this.#returned.slice(-mostReturned), { amount, mark }];
  }

  /** A share is no longer in use; the server's window of it begins empty after `resetAfter`. */
  expire(share: Share, resetAfter = minute): void {
    if (share.freeAt !== undefined) return;
    const now = asyncScheduler.now();
    // One after the other, so that the first is always the next.
    this.#lastFreeAt = Math.max(this.#lastFreeAt, now + Math.min(resetAfter, minute));
    share.freeAt = this.#lastFreeAt;
    this.#expiring.add(share);
  }

  /** What an answer says; a window longer than a minute, such as a day, has a limit of its own. */
  learn({ limit, remaining, resetAfter = minute }: RateLimit, { mark }: Share): void {
    const now = asyncScheduler.now();
    if (limit !== undefined && resetAfter <= minute + 1000) this.#learned = limit;
    if (remaining === undefined || (this.#left.until > now && mark < this.#left.mark)) return;
    this.#returned = this.#returned.filter((share) => share.mark > mark);
    const takenSince = this.#returned.reduce((sum, { amount }) => sum - amount, this.#taken - mark);
    this.#left = { amount: remaining - takenSince, until: now + resetAfter, mark };
  }

  #free(): number {
    const now = asyncScheduler.now();
    for (const share of this.#expiring) {
      if (share.freeAt === undefined || share.freeAt > now) break;
      this.#expiring.delete(share);
      this.#used -= share.amount;
    }
    return now;
  }
}
