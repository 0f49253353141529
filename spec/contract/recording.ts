import type { Observable, Subscription } from 'rxjs';
import { Changes } from './changes.js';

/** Subscribes to an Observable, and records its notifications. */
export class Recording<T> extends Changes {
  readonly values: T[] = [];
  end: 'complete' | 'error' | 'none yet' = 'none yet';
  error: unknown;
  /** Number of notifications, including the end. */
  notifications = 0;
  readonly subscription: Subscription;

  constructor(source: Observable<T>) {
    super();
    const record = (change: () => void): void => {
      change();
      this.notifications += 1;
      this.notify();
    };
    this.subscription = source.subscribe({
      next: (value) => record(() => this.values.push(value)),
      error: (error: unknown) => record(() => Object.assign(this, { end: 'error', error })),
      complete: () => record(() => (this.end = 'complete')),
    });
  }

  /** Resolves when the source has completed or failed. */
  ended(): Promise<void> {
    return this.when(() => this.end !== 'none yet');
  }
}
