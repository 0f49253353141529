import { type ObservableInput, type Observer, type Subscription, asyncScheduler, from } from 'rxjs';
import { captureContext } from '#capture-context';
import { StoreUnavailableError } from '../errors/store-unavailable-error.js';
import { isVeniceError } from '../errors/venice-error.js';
import type { AnswerTimeouts, WaitingCall } from './answer-timeouts.js';
import { jittered } from './jittered.js';

/** Milliseconds before a failed call is repeated for the first time; each later wait is twice as long as the previous one, up to `maxWait`. */
const firstWait = 50;
const maxWait = 1000;
/** Each attempt of a call may take a quarter of `storeTimeout`, so that time remains for others if an attempt never settles. */
export const attemptsPerTimeout = 4;

/** Callbacks for failed and successful calls of the store. */
export interface StoreObserver {
  readonly onFailure: (error: unknown) => void;
  readonly onAnswer: () => void;
}

/**
 * A call of the store with its repetitions, for one observer. A class, since there is a call for each append: a pipe of `defer`, `take`,
 * `takeUntil`, `tap` and `retry` would create thirty objects for each.
 */
export class StoreCall<T> implements Observer<T>, WaitingCall {
  readonly #call: () => ObservableInput<T>;
  readonly #timeouts: AnswerTimeouts;
  readonly #deadline: number;
  readonly #observer: StoreObserver;
  readonly #destination: Observer<T>;
  /** The async context of this call. A store that batches calls may answer in the context of another call. */
  readonly #context = captureContext();
  /** Whether an attempt has no answer yet. */
  #isWaiting = false;
  #failures = 0;
  /** The wait before the next attempt. */
  #wait: Subscription | undefined;
  #source: Subscription | undefined;
  waitsUntil = 0;

  constructor(
    call: () => ObservableInput<T>,
    timeouts: AnswerTimeouts,
    observer: StoreObserver,
    destination: Observer<T>,
  ) {
    this.#call = call;
    this.#timeouts = timeouts;
    this.#deadline = asyncScheduler.now() + timeouts.timeout * attemptsPerTimeout;
    this.#observer = observer;
    this.#destination = destination;
  }

  /** Calls the store in the current async context. */
  start(): void {
    this.#beginAttempt();
    try {
      this.#source = from(this.#call()).subscribe(this);
      // The store has answered synchronously: only its first value counts.
      if (!this.#isWaiting) this.#source.unsubscribe();
    } catch (failure) {
      this.error(failure);
    }
  }

  /** Ignores the answer. */
  cancel(): void {
    this.#end();
  }

  /** Receives the answer of the store. */
  next(value: T): void {
    if (!this.#isWaiting) return;
    this.#end();
    this.#observer.onAnswer();
    this.#context.run(() => {
      this.#destination.next(value);
      this.#destination.complete();
    });
  }

  complete(): void {
    if (!this.#isWaiting) return;
    this.#context.run(() => {
      this.#destination.complete();
    });
  }

  error(error: unknown): void {
    if (!this.#isWaiting) return;
    this.#end();
    this.#failures += 1;
    this.#observer.onFailure(error);
    if (isVeniceError(error) && !error.isRetryable) {
      this.#giveUp(error);
      return;
    }
    const wait = jittered(Math.min(maxWait, firstWait * 2 ** (this.#failures - 1)));
    if (asyncScheduler.now() + wait >= this.#deadline) {
      const message = 'the store of durable runs is not available';
      this.#giveUp(new StoreUnavailableError({ message, cause: error }));
      return;
    }
    this.#wait = asyncScheduler.schedule(() => {
      // Calls the store in a copy of the context: on Node 20, `AsyncLocalStorage.run` in the store would change the context of the answer.
      const context = this.#context.run(captureContext);
      context.run(() => {
        this.start();
      });
    }, wait);
  }

  /** Called when the attempt has waited for too long. */
  expire(): void {
    this.error(new Error(`the store has not answered within ${this.#timeouts.timeout} ms`));
  }

  #beginAttempt(): void {
    this.#isWaiting = true;
    this.#timeouts.add(this);
  }

  #giveUp(error: unknown): void {
    this.#context.run(() => {
      this.#destination.error(error);
    });
  }

  /** Ends the current attempt, and ignores later answers to it. */
  #end(): void {
    this.#isWaiting = false;
    this.#timeouts.delete(this);
    this.#wait?.unsubscribe();
    this.#source?.unsubscribe();
  }
}
