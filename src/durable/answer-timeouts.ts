import { type Subscription, asyncScheduler } from 'rxjs';
import { captureContext } from '#capture-context';

/** A call that waits for its answer. */
export interface WaitingCall {
  /** Time at which the call expires. */
  waitsUntil: number;
  readonly expire: () => void;
}

/** Calls `expire` of calls that are not answered in time. All calls have the same timeout, so one timer is enough for them. */
export class AnswerTimeouts {
  /** Milliseconds that a call may wait for its answer. */
  readonly timeout: number;
  /** The waiting calls; the first one expires first. */
  readonly #calls = new Set<WaitingCall>();
  /** The async context of the timers. Each timer starts the next one, and would pass on the context of a call. */
  readonly #context = captureContext();
  #timer: Subscription | undefined;
  /** The last result of {@link #now}. */
  #lastNow = 0;
  /** Milliseconds by which the clock was set back. */
  #setBack = 0;

  constructor(timeout: number) {
    this.timeout = timeout;
  }

  add(call: WaitingCall): void {
    call.waitsUntil = this.#now() + this.timeout;
    this.#calls.add(call);
    if (this.#calls.size === 1) this.#schedule(this.timeout);
  }

  delete(call: WaitingCall): void {
    if (this.#calls.delete(call) && this.#calls.size === 0) this.#timer?.unsubscribe();
  }

  #schedule(delay: number): void {
    this.#timer?.unsubscribe();
    const check = (): void => {
      const now = this.#now();
      // Expires the calls in another timer: if the process was busy, it reads the answers that have arrived between the two timers.
      this.#timer = asyncScheduler.schedule(() => {
        this.#expire(now);
      });
    };
    this.#timer = this.#context.run(() => asyncScheduler.schedule(check, delay));
  }

  #expire(now: number): void {
    try {
      for (const call of [...this.#calls]) {
        if (call.waitsUntil > now) break;
        if (this.#calls.delete(call)) call.expire();
      }
    } finally {
      const [next] = this.#calls;
      if (next) this.#schedule(Math.max(0, next.waitsUntil - this.#now()));
    }
  }

  /** Returns the time on a clock that is never set back. */
  #now(): number {
    const clock = asyncScheduler.now();
    this.#setBack = Math.max(this.#setBack, this.#lastNow - clock);
    this.#lastNow = clock + this.#setBack;
    return this.#lastNow;
  }
}
