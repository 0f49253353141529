import { Subscription, interval } from 'rxjs';
import type { RelaySink } from './relay-sink.js';
import { looks } from './stalled-sink.js';

/**
 * Watches a sink while the relay is paused, and gives up if no bytes have been taken for `maxPause` milliseconds, plus a quarter at
 * most. A browser may be behind at every read, so one timer serves all pauses.
 */
export class PauseWatch {
  readonly #sink: Pick<RelaySink, 'waiting'>;
  readonly #maxPause: number;
  readonly #giveUp: () => void;
  #timer = Subscription.EMPTY;
  #isPaused = false;
  #waiting = 0;
  #idleLooks = 0;

  constructor(sink: Pick<RelaySink, 'waiting'>, maxPause: number, giveUp: () => void) {
    this.#sink = sink;
    this.#maxPause = maxPause;
    this.#giveUp = giveUp;
  }

  /** A pause begins. */
  pause(): void {
    if (this.#maxPause === Infinity) return;
    this.#isPaused = true;
    this.#waiting = this.#sink.waiting();
    // The first look may come at once.
    this.#idleLooks = -1;
    if (!this.#timer.closed) return;
    this.#timer = interval(this.#maxPause / looks).subscribe({ next: this.#look, error: this.#giveUp });
  }

  /** The pause is over. */
  resume(): void {
    this.#isPaused = false;
  }

  /** Stops watching. */
  stop(): void {
    this.#timer.unsubscribe();
  }

  readonly #look = (): void => {
    if (!this.#isPaused) {
      this.stop();
      return;
    }
    const waiting = this.#sink.waiting();
    this.#idleLooks = waiting < this.#waiting ? 0 : this.#idleLooks + 1;
    this.#waiting = waiting;
    if (this.#idleLooks >= looks) this.#giveUp();
  };
}
