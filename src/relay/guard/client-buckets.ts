import { asyncScheduler } from 'rxjs';
import { checkOptions } from '../../options/check-options.js';
import { type RelayRate, rateRules } from './relay-guard-options.js';

/** State of a client's bucket. */
interface Bucket {
  /** Number of requests that the client could send at `at`. */
  readonly remaining: number;
  /** Time of the last request, in Unix milliseconds. */
  readonly at: number;
}

/** Counts requests per client in token buckets, which refill steadily. Remembers a limited number of clients. */
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
    const { remaining, at } = this.#buckets.get(client) ?? { remaining: this.#requests, at: now };
    // The clock may go back, if it is corrected.
    const elapsed = Math.max(0, now - at);
    const filled = Math.min(this.#requests, remaining + (elapsed * this.#requests) / this.#per);
    const isAllowed = filled >= 1;
    this.#buckets.delete(client);
    this.#buckets.set(client, { remaining: isAllowed ? filled - 1 : filled, at: now });
    if (this.#buckets.size > this.#clients) this.#forgetOldest();
    return isAllowed ? 0 : Math.ceil(((1 - filled) * this.#per) / this.#requests);
  }

  #forgetOldest(): void {
    for (const client of this.#buckets.keys()) {
      this.#buckets.delete(client);
      return;
    }
  }
}
