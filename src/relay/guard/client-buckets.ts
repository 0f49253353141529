import { asyncScheduler } from 'rxjs';
import { checkOptions } from '../../options/check-options.js';
import { type RelayRate, rateRules } from './relay-guard-options.js';

/** State of a client's bucket. */
interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** Counts requests per client in buckets that refill steadily. Remembers a bounded number of clients. */
export class ClientBuckets {
  /** Ordered by last use, oldest first. */
  readonly #buckets = new Map<string, Bucket>();
  readonly #requests: number;
  readonly #per: number;
  readonly #clients: number;

  constructor(rate: RelayRate) {
    checkOptions(rate, rateRules, 'rate');
    const { requests, per = 60_000, clients = 10_000 } = rate;
    this.#requests = requests;
    this.#per = per;
    this.#clients = clients;
  }

  /** Takes one request from the client's bucket; returns the milliseconds to wait if it is empty. */
  take(client: string): number {
    if (this.#requests === Infinity) return 0;
    const now = asyncScheduler.now();
    const { left, at } = this.#buckets.get(client) ?? { left: this.#requests, at: now };
    // A clock that is corrected may go back.
    const elapsed = Math.max(0, now - at);
    const filled = Math.min(this.#requests, left + (elapsed * this.#requests) / this.#per);
    const isAllowed = filled >= 1;
    this.#buckets.delete(client);
    this.#buckets.set(client, { left: isAllowed ? filled - 1 : filled, at: now });
    if (this.#buckets.size > this.#clients) this.#forgetOne();
    return isAllowed ? 0 : Math.ceil(((1 - filled) * this.#per) / this.#requests);
  }

  #forgetOne(): void {
    for (const client of this.#buckets.keys()) {
      this.#buckets.delete(client);
      return;
    }
  }
}
