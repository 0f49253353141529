import { Subscription, interval } from 'rxjs';
import type { RelaySink } from './relay-sink.js';
import { checksPerPause } from './stalled-sink.js';

/**
 * Watches a sink while the relay is paused, and calls `giveUp` if the browser has read no bytes for `maxPause` milliseconds, or up to a
 * quarter longer. Each read may cause a pause, so all pauses share one timer.
 */
export class PauseWatch {
  readonly #sink: Pick<RelaySink, 'taken'>;
  readonly #maxPause: number;
  readonly #giveUp: () => void;
  #timer = Subscription.EMPTY;
  #isPaused = false;
  #taken = 0;
  #idleChecks = 0;

  constructor(sink: Pick<RelaySink, 'taken'>, maxPause: number, giveUp: () => void) {
    this.#sink = sink;
    this.#maxPause = maxPause;
    this.#giveUp = giveUp;
  }

  /** Call this when a pause begins. */
  pause(): void {
    if (this.#maxPause === Infinity) return;
    this.#isPaused = true;
    this.#taken = this.#sink.taken();
    // Does not count the first check: if the timer is running already, that may follow at once.
    this.#idleChecks = -1;
    if (!this.#timer.closed) return;
    this.#timer = interval(this.#maxPause / checksPerPause).subscribe({
      next: this.#check,
      error: this.#giveUp,
    });
  }

  /** Call this when the pause has ended. */
  resume(): void {
    this.#isPaused = false;
  }

  /** Stops watching. */
  stop(): void {
    this.#timer.unsubscribe();
  }

  readonly #check = (): void => {
    if (!this.#isPaused) {
      this.stop();
      return;
    }
    const taken = this.#sink.taken();
    this.#idleChecks = taken > this.#taken ? 0 : this.#idleChecks + 1;
    this.#taken = taken;
    if (this.#idleChecks >= checksPerPause) this.#giveUp();
  };
}
