import type { Observable, Subscription } from 'rxjs';
import { Changes } from './changes.js';

/** Subscribes, and keeps everything that comes. */
export class Recording<T> extends Changes {
  readonly values: T[] = [];
  end: 'complete' | 'error' | 'none yet' = 'none yet';
  error: unknown;
  /** How many notifications have come, of every kind. */
  notifications = 0;
  readonly subscription: Subscription;

  constructor(source: Observable<T>) {
    super();
    const note = (change: () => void): void => {
      change();
      this.notifications += 1;
      this.tell();
    };
    this.subscription = source.subscribe({
      next: (value) => note(() => this.values.push(value)),
      error: (error: unknown) => note(() => Object.assign(this, { end: 'error', error })),
      complete: () => note(() => (this.end = 'complete')),
    });
  }

  /** Resolves when the source has ended, in whichever way. */
  ended(): Promise<void> {
    return this.when(() => this.end !== 'none yet');
  }
}
