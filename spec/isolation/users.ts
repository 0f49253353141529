import { AsyncLocalStorage } from 'node:async_hooks';

/** The current user, as an application keeps it. */
export const user = new AsyncLocalStorage<string>();

/** A call of a callback: the user that it belongs to, and the user in whose context it ran. */
export interface ObservedCall {
  readonly place: string;
  readonly owner: string;
  readonly context: string;
}

/** Records the contexts of callbacks. */
export class ContextObserver {
  readonly calls: ObservedCall[] = [];

  /** To be called by a callback of `owner`. */
  record(owner: string, place: string): void {
    this.calls.push({ place, owner, context: user.getStore() ?? 'no user' });
  }

  /** Returns a callback of `owner` that only records its context. */
  recorder(owner: string, place: string): () => void {
    return () => {
      this.record(owner, place);
    };
  }

  /** Descriptions of the callbacks that ran in the context of another user. */
  get violations(): readonly string[] {
    return this.calls
      .filter(({ owner, context }) => owner !== context)
      .map(({ place, owner, context }) => `${place} of ${owner} ran in the context of ${context}`);
  }
}
