import { BaseSubscriber } from './base-subscriber.js';

/** How a subscription has ended. */
export type Outcome = 'cancelled' | 'completed' | 'failed';

/**
 * A subscriber that forwards all notifications, and calls `onEnd` once with the outcome: before the destination receives the
 * error or the completion, or after `unsubscribe()` has unsubscribed from the source.
 */
export abstract class OutcomeSubscriber<T> extends BaseSubscriber<T> {
  #hasEnded = false;

  protected abstract onEnd(outcome: Outcome, error?: unknown): void;

  protected override _error(error: unknown): void {
    try {
      this.#end('failed', error);
    } finally {
      // `onEnd` may have unsubscribed.
      if (!this.closed) super._error(error);
    }
  }

  protected override _complete(): void {
    try {
      this.#end('completed');
    } finally {
      if (!this.closed) super._complete();
    }
  }

  override unsubscribe(): void {
    try {
      super.unsubscribe();
    } finally {
      this.#end('cancelled');
    }
  }

  #end(outcome: Outcome, error?: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.onEnd(outcome, error);
  }
}
