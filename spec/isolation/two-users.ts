import { inspect } from 'node:util';
import { user } from './users.js';

export { user };

export const users = ['alice', 'bob'] as const;
export type User = (typeof users)[number];

/** A string that only values of this user may contain. */
export function getMark(owner: User): string {
  return `secret-of-${owner}`;
}

export function getOther(owner: User): User {
  return owner === 'alice' ? 'bob' : 'alice';
}

/** Collects the places that runs have passed, and the violations: contexts and values of the other user. */
export class IsolationChecker {
  /** How often runs have passed each place. */
  readonly passed = new Map<string, number>();
  /** Descriptions of all contexts and values of the other user. */
  readonly violations: string[] = [];

  /** Records that a run has passed a place. */
  pass(place: string): void {
    this.passed.set(place, (this.passed.get(place) ?? 0) + 1);
  }

  /** Checks that a callback of `owner` runs in the context of the owner, and that its arguments contain no mark of the other user. */
  check(owner: User, place: string, ...values: readonly unknown[]): void {
    this.pass(place);
    const context = user.getStore() ?? 'no user';
    if (context !== owner) this.violations.push(`${place} of ${owner} ran in the context of ${context}`);
    const other = getMark(getOther(owner));
    for (const value of values) {
      const text = value instanceof Error ? inspect(value, { depth: 8, getters: true }) : toJson(value);
      if (text.includes(other)) this.violations.push(`${place} of ${owner} was given ${other}`);
    }
  }

  /** An observer that checks all notifications of a run. */
  observer(owner: User, place: string, done: () => void): CheckingObserver {
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

export interface CheckingObserver {
  readonly next: (value: unknown) => void;
  readonly error: (error: unknown) => void;
  readonly complete: () => void;
}

/** The JSON of a value, in an array, since `undefined` alone has no JSON. */
export function toJson(value: unknown): string {
  return JSON.stringify([value]);
}
