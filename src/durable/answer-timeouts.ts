import { type Subscription, asyncScheduler } from 'rxjs';

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
  #timer: Subscription | undefined;

  constructor(timeout: number) {
    this.timeout = timeout;
  }

  add(call: WaitingCall): void {
    call.waitsUntil = asyncScheduler.now() + this.timeout;
    this.#calls.add(call);
    if (this.#calls.size === 1) this.#schedule(this.timeout);
  }

  delete(call: WaitingCall): void {
    if (this.#calls.delete(call) && this.#calls.size === 0) this.#timer?.unsubscribe();
  }

  #schedule(delay: number): void {
    this.#timer?.unsubscribe();
    this.#timer = asyncScheduler.schedule(() => {
      const now = asyncScheduler.now();
      // A process that was busy for so long first reads the answers that have come in the meantime: those wait for its timers.
      this.#timer = asyncScheduler.schedule(() => {
        this.#expire(now);
      });
    }, delay);
  }

  #expire(now: number): void {
    for (const call of [...this.#calls]) {
      if (call.waitsUntil > now) break;
      if (this.#calls.delete(call)) call.expire();
    }
    const [next] = this.#calls;
    if (next) this.#schedule(Math.max(0, next.waitsUntil - asyncScheduler.now()));
  }
}
