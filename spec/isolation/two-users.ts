import { inspect } from 'node:util';
import { user } from './users.js';

export { user };

export const users = ['alice', 'bob'] as const;
export type User = (typeof users)[number];

/** A string that only values of this user hold. */
export function getMark(owner: User): string {
  return `secret-of-${owner}`;
}

export function getOther(owner: User): User {
  return owner === 'alice' ? 'bob' : 'alice';
}

/** What all runs of a proof report: where each passed, and what any of them saw of the other user. */
export class Proof {
  /** How often each place was passed. */
  readonly passed = new Map<string, number>();
  /** Sentences that name what a user has seen of the other one. */
  readonly strays: string[] = [];

  /** A run has passed a place. */
  pass(place: string): void {
    this.passed.set(place, (this.passed.get(place) ?? 0) + 1);
  }

  /** A callback of `owner` runs, and is given `values`: its context and all of them must be those of the owner. */
  check(owner: User, place: string, ...values: readonly unknown[]): void {
    this.pass(place);
    const context = user.getStore() ?? 'no user';
    if (context !== owner) this.strays.push(`${place} of ${owner} ran in the context of ${context}`);
    const other = getMark(getOther(owner));
    for (const value of values) {
      const text = value instanceof Error ? inspect(value, { depth: 8, getters: true }) : toJson(value);
      if (text.includes(other)) this.strays.push(`${place} of ${owner} was given ${other}`);
    }
  }

  /** An observer that checks everything that it is given, for one run. */
  observer(owner: User, place: string, done: () => void): ProofObserver {
    return {
      next: (value) => {
        this.check(owner, `${place}: next`, value);
      },
      error: (error) => {
        this.check(owner, `${place}: error`, error);
        done();
      },
      complete: () => {
        this.check(owner, `${place}: complete`);
        done();
      },
    };
  }
}

export interface ProofObserver {
  readonly next: (value: unknown) => void;
  readonly error: (error: unknown) => void;
  readonly complete: () => void;
}

/** JSON of anything; in an array, since `undefined` alone has none. */
export function toJson(value: unknown): string {
  return JSON.stringify([value]);
}
