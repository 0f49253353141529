import { type Subscription, asyncScheduler } from 'rxjs';
import { captureContext } from '#capture-context';

/** A call that waits for its answer. */
export interface WaitingCall {
  /** When it has waited for too long. */
  waitsUntil: number;
  readonly expire: () => void;
}

/** Calls `expire` of calls that are not answered in time. All have the same timeout, so one timer is enough for them. */
export class AnswerTimeouts {
  /** Milliseconds. */
  readonly timeout: number;
  /** In the order of their timeouts. */
  readonly #calls = new Set<WaitingCall>();
  /** Not that of a call: each timer starts the next one, and would pass it on. */
  readonly #context = captureContext();
  #timer: Subscription | undefined;
  /** The last result of {@link #count}. */
  #countedAt = 0;
  /** Milliseconds by which the clock was set back. */
  #setBack = 0;

  constructor(timeout: number) {
    this.timeout = timeout;
  }

  add(call: WaitingCall): void {
    call.waitsUntil = this.#count() + this.timeout;
    this.#calls.add(call);
    if (this.#calls.size === 1) this.#schedule(this.timeout);
  }

  delete(call: WaitingCall): void {
    if (this.#calls.delete(call) && this.#calls.size === 0) this.#timer?.unsubscribe();
  }

  #schedule(delay: number): void {
    this.#timer?.unsubscribe();
    const check = (): void => {
      const now = this.#count();
      // A process that was busy for so long first reads the answers that have come in the meantime: those wait for its timers.
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
      if (next) this.#schedule(Math.max(0, next.waitsUntil - this.#count()));
    }
  }

  /** Returns the time on a clock that is never set back. */
  #count(): number {
    const clock = asyncScheduler.now();
    this.#setBack = Math.max(this.#setBack, this.#countedAt - clock);
    this.#countedAt = clock + this.#setBack;
    return this.#countedAt;
  }
}
