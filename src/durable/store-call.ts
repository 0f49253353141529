import { type ObservableInput, type Subscriber, type Subscription, asyncScheduler, from } from 'rxjs';
import { captureContext } from '#capture-context';
import { StoreUnavailableError } from '../errors/store-unavailable-error.js';
import { isVeniceError } from '../errors/venice-error.js';
import { jittered } from './jittered.js';

/** Milliseconds before a failed call is repeated for the first time; each later wait is twice as long as the previous one. */
const firstWait = 50;
const longestWait = 1000;
/** Number of calls for which `storeTimeout` is enough, so that one call that never settles does not use up all of it. */
const callsPerTimeout = 4;

/** Callbacks for failed and successful calls of the store. */
export interface StoreObserver {
  readonly failed: (error: unknown) => void;
  readonly answered: () => void;
}

/**
 * A call of the store with its repetitions, for one subscriber. A class, since every append is one of these: a pipe of `defer`,
 * `take`, `takeUntil`, `tap` and `retry` would create thirty objects for each.
 */
export class StoreCall<T> {
  readonly #call: () => ObservableInput<T>;
  readonly #answerTimeout: number;
  readonly #deadline: number;
  readonly #observer: StoreObserver;
  readonly #subscriber: Subscriber<T>;
  /** A store may answer in the context of any other call, e.g. if it batches them. */
  readonly #context = captureContext();
  /** Number of attempts that have ended. Later answers to them are ignored. */
  #ended = 0;
  #failures = 0;
  #timer: Subscription | undefined;
  #source: Subscription | undefined;

  constructor(
    call: () => ObservableInput<T>,
    storeTimeout: number,
    observer: StoreObserver,
    subscriber: Subscriber<T>,
  ) {
    this.#call = call;
    this.#answerTimeout = storeTimeout / callsPerTimeout;
    this.#deadline = asyncScheduler.now() + storeTimeout;
    this.#observer = observer;
    this.#subscriber = subscriber;
  }

  /** Calls the store in the current async context. */
  start(): void {
    this.#subscriber.add(() => {
      this.#end();
    });
    this.#try();
  }

  #try(): void {
    const attempt = this.#ended;
    this.#timer = asyncScheduler.schedule(() => {
      // A process that was busy for so long first reads the answers that have come in the meantime: those wait for its timers.
      this.#timer = asyncScheduler.schedule(() => {
        this.#fail(attempt, new Error(`the store has not answered within ${this.#answerTimeout} ms`));
      });
    }, this.#answerTimeout);
    const next = (value: T): void => {
      this.#answer(attempt, value);
    };
    const error = (failure: unknown): void => {
      this.#fail(attempt, failure);
    };
    const complete = (): void => {
      if (attempt !== this.#ended) return;
      this.#context.run(() => {
        this.#subscriber.complete();
      });
    };
    try {
      this.#source = from(this.#call()).subscribe({ next, error, complete });
      // It has answered already: only its first value counts.
      if (attempt !== this.#ended) this.#source.unsubscribe();
    } catch (failure) {
      error(failure);
    }
  }

  #answer(attempt: number, value: T): void {
    if (attempt !== this.#ended) return;
    this.#end();
    this.#observer.answered();
    this.#context.run(() => {
      this.#subscriber.next(value);
      this.#subscriber.complete();
    });
  }

  #fail(attempt: number, error: unknown): void {
    if (attempt !== this.#ended) return;
    this.#end();
    this.#failures += 1;
    this.#observer.failed(error);
    if (isVeniceError(error) && !error.isRetryable) {
      this.#giveUp(error);
      return;
    }
    const wait = jittered(Math.min(longestWait, firstWait * 2 ** (this.#failures - 1)));
    if (asyncScheduler.now() + wait >= this.#deadline) {
      const message = 'the store of durable runs is not available';
      this.#giveUp(new StoreUnavailableError({ message, cause: error }));
      return;
    }
    this.#timer = asyncScheduler.schedule(() => {
      // In a copy: what the store does in a context, such as `AsyncLocalStorage.run` on Node 20, must not change that of the answer.
      const context = this.#context.run(captureContext);
      context.run(() => {
        this.#try();
      });
    }, wait);
  }

  #giveUp(error: unknown): void {
    this.#context.run(() => {
      this.#subscriber.error(error);
    });
  }

  /** Ends the current attempt. */
  #end(): void {
    this.#ended += 1;
    this.#timer?.unsubscribe();
    this.#source?.unsubscribe();
  }
}
