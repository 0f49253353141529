import { AsyncLocalStorage } from 'node:async_hooks';

/** The user whose code is running, as an application keeps it. */
export const user = new AsyncLocalStorage<string>();

/** One callback: whose it is, and whose context it ran in. */
export interface Observed {
  readonly place: string;
  readonly owner: string;
  readonly context: string;
}

/** Collects the context of callbacks. */
export class Observer {
  readonly observed: Observed[] = [];

  /** Notes that a callback of `owner` runs now. */
  note(owner: string, place: string): void {
    this.observed.push({ place, owner, context: user.getStore() ?? 'no user' });
  }

  /** A callback of `owner` that does nothing but note that it ran. */
  noting(owner: string, place: string): () => void {
    return () => {
      this.note(owner, place);
    };
  }

  /** The callbacks that ran in a context other than their owner's, as sentences. */
  get strays(): readonly string[] {
    return this.observed
      .filter(({ owner, context }) => owner !== context)
      .map(({ place, owner, context }) => `${place} of ${owner} ran in the context of ${context}`);
  }
}
