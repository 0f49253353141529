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

/** One attempt, until its outcome is known. */
export interface BreakerAttempt {
  isUndecided: boolean;
}

/** Failures of one model or operation in one partition, and its attempts that are still undecided. */
export class ModelFailures implements Forgettable {
  readonly queue: RequestQueue<BreakerAttempt>;
  readonly #model: string;
  readonly #partition: string;
  readonly #config: Required<CircuitBreakerOptions>;
  #failures: readonly number[] = [];
  #undecided = 0;
  #blockedUntil = 0;
  /** Whether the model has responded since its last failure, so that requests for it are generally valid. */
  #hasAnswered = false;

  /** Whether `circuit()` has changed for a reason other than time since the last call of `changed`. */
  #hasChanged = false;

  constructor(
    model: string,
    config: Required<CircuitBreakerOptions>,
    partition: Partition<ModelFailures>,
    changed: () => void,
  ) {
    this.#model = model;
    this.#partition = partition.name;
    this.#config = config;
    const waiting = new WaitingCount(partition.waiting);
    this.queue = new RequestQueue({
      admit: (attempt) => this.#admit(attempt),
      released: (attempt) => {
        this.#decide(attempt);
      },
      onChange: () => {
        // After failures, waiting entries make the circuit half-open.
        this.#hasChanged ||= waiting.count > 0 !== this.queue.waiting > 0;
        waiting.set(this.queue.waiting);
        if (!this.#hasChanged) return;
        this.#hasChanged = false;
        changed();
      },
    });
  }

  get isInUse(): boolean {
    return this.queue.waiting + this.#undecided > 0;
  }

  get isIdle(): boolean {
    return !this.isInUse && this.#recent().length === 0 && this.#blockedFor() === 0;
  }

  /** Records a successful response. */
  answered(attempt: BreakerAttempt): void {
    this.#hasAnswered = true;
    this.#decide(attempt);
    this.queue.pump();
  }

  /** Records a failed attempt. Errors that do not count only free its slot. */
  failed(error: unknown): void {
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

  /** Milliseconds until `circuit()` changes by itself; `Infinity` if it does not. */
  changesAfter(): number {
    const [oldest] = this.#recent();
    const until = oldest === undefined ? Infinity : oldest + this.#config.window;
    const now = asyncScheduler.now();
    return Math.min(until, this.#blockedUntil > now ? this.#blockedUntil : Infinity) - now;
  }

  #admit(attempt: BreakerAttempt): Admission {
    const wait = this.#blockedFor();
    const failures = this.#recent().length;
    if (wait > 0) return { type: 'reject', error: this.#refusal(failures, wait) };
    const isWell = this.#hasAnswered && failures === 0;
    if (!isWell && failures + this.#undecided >= this.#config.threshold - 1)
      return { type: 'wait', delay: this.changesAfter() };
    attempt.isUndecided = true;
    this.#undecided += 1;
    return { type: 'admit' };
  }

  /** Remaining block in milliseconds: set when recent failures alone reach the limit, regardless of running attempts. */
  #blockedFor(): number {
    if (this.#failures.length === 0 && this.#blockedUntil === 0) return 0;
    const now = asyncScheduler.now();
    const recent = this.#recent();
    const { threshold, window } = this.#config;
    const last = recent[recent.length - threshold + 1];
    return Math.max(this.#blockedUntil - now, last === undefined ? 0 : last + window - now, 0);
  }

  #recent(): readonly number[] {
    if (this.#failures.length === 0) return this.#failures;
    const since = asyncScheduler.now() - this.#config.window;
    if ((this.#failures[0] ?? Infinity) <= since) {
      this.#failures = this.#failures.filter((time) => time > since);
    }
    return this.#failures;
  }

  #decide(attempt: BreakerAttempt): void {
    if (attempt.isUndecided) this.#undecided -= 1;
    attempt.isUndecided = false;
  }

  #refusal(failures: number, retryAfter: number): CircuitOpenError {
    const message = `not sent: ${failures} requests for this model have failed recently; the next one is sent in ${retryAfter} ms`;
    return new CircuitOpenError({ message, model: this.#model, failures, retryAfter });
  }
}
