import { asyncScheduler } from 'rxjs';
import { CircuitOpenError } from '../errors/circuit-open-error.js';
import { isVeniceError } from '../errors/venice-error.js';
import type { Forgettable } from './bounded-map.js';
import { countsAsFailure } from './counts-as-failure.js';
import type { CircuitBreakerOptions } from './circuit-breaker-options.js';
import type { ModelCircuit } from './circuits.js';
import type { Partition } from './partition-map.js';
import { RequestQueue, type Admission } from './request-queue.js';
import { isUnsent } from '../request/unsent-errors.js';
import { WaitingCount } from './waiting-count.js';

/** State of an attempt, as the circuit breaker tracks it. */
export interface BreakerTicket {
  /** Whether the attempt was admitted, and has neither responded nor ended. */
  isPending: boolean;
}

/** Recent failures and pending attempts of one model or operation in one partition. */
export class ModelFailures implements Forgettable {
  readonly queue: RequestQueue<BreakerTicket>;
  readonly #model: string;
  readonly #partition: string;
  readonly #config: Required<CircuitBreakerOptions>;
  /** Times of the failures, in ascending order. */
  #failures: readonly number[] = [];
  #pending = 0;
  #blockedUntil = 0;
  /** Whether the model has responded successfully since its last failure. */
  #hasAnswered = false;

  /** Whether `circuit()` has changed since the last call of `onChange`, other than by the passing of time. */
  #hasChanged = false;

  constructor(
    model: string,
    config: Required<CircuitBreakerOptions>,
    partition: Partition<ModelFailures>,
    onChange: () => void,
  ) {
    this.#model = model;
    this.#partition = partition.name;
    this.#config = config;
    const waiting = new WaitingCount(partition.waiting);
    this.queue = new RequestQueue({
      admit: (attempt) => this.#admit(attempt),
      onRelease: (attempt) => {
        this.#endPending(attempt);
      },
      onChange: () => {
        // After a failure, the circuit is half-open while entries wait.
        this.#hasChanged ||= waiting.count > 0 !== this.queue.waiting > 0;
        waiting.set(this.queue.waiting);
        if (!this.#hasChanged) return;
        this.#hasChanged = false;
        onChange();
      },
    });
  }

  get isInUse(): boolean {
    return this.queue.waiting + this.#pending > 0;
  }

  get isIdle(): boolean {
    return !this.isInUse && this.#recent().length === 0 && this.#blockedFor() === 0;
  }

  /** Records a successful response. */
  recordSuccess(attempt: BreakerTicket): void {
    this.#hasAnswered = true;
    this.#endPending(attempt);
    this.queue.pump();
  }

  /** Records the error of an attempt, if it counts as a failure or reports a lockout. */
  recordFailure(error: unknown): void {
    if (isUnsent(error)) return;
    const now = asyncScheduler.now();
    if (countsAsFailure(error)) {
      this.#failures = [...this.#recent(), now];
      this.#hasAnswered = false;
      this.#hasChanged = true;
    }
    if (isVeniceError(error) && (error as { reason?: unknown }).reason === 'error-budget') {
      this.#blockedUntil = now + (error.retryAfter ?? this.#config.window);
      this.#hasChanged = true;
    }
  }

  /** Returns the current state. */
  circuit(): ModelCircuit {
    const blockedFor = this.#blockedFor();
    const failures = this.#recent().length;
    return {
      model: this.#model,
      ...(this.#partition !== '' && { partition: this.#partition }),
      failures,
      threshold: this.#config.threshold,
      state: blockedFor > 0 ? 'open' : failures > 0 && this.queue.waiting > 0 ? 'half-open' : 'closed',
      blockedFor,
    };
  }

  /** Milliseconds until `circuit()` changes by the passing of time; `Infinity` if it does not. */
  changesAfter(): number {
    const [oldest] = this.#recent();
    const until = oldest === undefined ? Infinity : oldest + this.#config.window;
    const now = asyncScheduler.now();
    return Math.min(until, this.#blockedUntil > now ? this.#blockedUntil : Infinity) - now;
  }

  #admit(attempt: BreakerTicket): Admission {
    const wait = this.#blockedFor();
    const failures = this.#recent().length;
    if (wait > 0) return { type: 'reject', error: this.#refusal(failures, wait) };
    const isHealthy = this.#hasAnswered && failures === 0;
    if (!isHealthy && failures + this.#pending >= this.#config.threshold - 1)
      return { type: 'wait', delay: this.changesAfter() };
    attempt.isPending = true;
    this.#pending += 1;
    return { type: 'admit' };
  }

  /** Milliseconds until an attempt may be sent, after a lockout or too many recent failures; 0 if it may be sent now. */
  #blockedFor(): number {
    if (this.#failures.length === 0 && this.#blockedUntil === 0) return 0;
    const now = asyncScheduler.now();
    const recent = this.#recent();
    const { threshold, window } = this.#config;
    // When this failure leaves the window, fewer than `threshold - 1` failures remain in it.
    const decisive = recent[recent.length - threshold + 1];
    return Math.max(this.#blockedUntil - now, decisive === undefined ? 0 : decisive + window - now, 0);
  }

  /** Returns the times of the failures within the window. */
  #recent(): readonly number[] {
    if (this.#failures.length === 0) return this.#failures;
    const since = asyncScheduler.now() - this.#config.window;
    if ((this.#failures[0] ?? Infinity) <= since) {
      this.#failures = this.#failures.filter((time) => time > since);
    }
    return this.#failures;
  }

  #endPending(attempt: BreakerTicket): void {
    if (attempt.isPending) this.#pending -= 1;
    attempt.isPending = false;
  }

  #refusal(failures: number, retryAfter: number): CircuitOpenError {
    const message = `not sent: too many requests for this model have failed recently (${failures}); requests are sent again in ${retryAfter} ms`;
    return new CircuitOpenError({ message, model: this.#model, failures, retryAfter });
  }
}
