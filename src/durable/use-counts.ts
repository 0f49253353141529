import { Subscription } from 'rxjs';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';

/** Counts the current runs or watchers of this process: in total, for each name (such as the id of a run), and for each subject. */
export class UseCounts {
  readonly #kind: 'runs' | 'watchers';
  readonly #max: number;
  readonly #maxPerSubject: number;
  readonly #counts = new Map<string, number>();
  total = 0;

  constructor(kind: 'runs' | 'watchers', max: number, maxPerSubject: number) {
    this.#kind = kind;
    this.#max = max;
    this.#maxPerSubject = maxPerSubject;
  }

  /** Throws a `LimitExceededError` if another run or watcher would exceed a limit. The empty subject has no limit. */
  assertFree(name: string, subject: string): void {
    this.#assertBelow(this.#max, this.#count(`name ${name}`), '');
    if (subject !== '') {
      this.#assertBelow(this.#maxPerSubject, this.#count(`subject ${subject}`), ' of one subject');
    }
  }

  /** Counts another run or watcher, until the result is unsubscribed. */
  add(name: string, subject: string): Subscription {
    const keys = [`name ${name}`, `subject ${subject}`];
    this.#change(keys, 1);
    return new Subscription(() => {
      this.#change(keys, -1);
    });
  }

  #count(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  #change(keys: readonly string[], by: number): void {
    this.total += by;
    for (const key of keys) {
      const count = this.#count(key) + by;
      if (count === 0) this.#counts.delete(key);
      else this.#counts.set(key, count);
    }
  }

  #assertBelow(limit: number, count: number, where: string): void {
    if (count < limit) return;
    const message = `too many ${this.#kind}${where} in this process (limit: ${limit})`;
    throw new LimitExceededError({ message, kind: this.#kind, limit });
  }
}
