import {
  AsyncSubject,
  EMPTY,
  type Observable,
  type ObservableInput,
  Subject,
  catchError,
  concatMap,
  defer,
  from,
  take,
  tap,
  throwIfEmpty,
  timeout,
} from 'rxjs';
import { captureContext } from '#capture-context';
import { bindContext } from '../../async-context/bind-context.js';
import { subscribeInContext } from '../../async-context/subscribe-in-context.js';

/** Milliseconds after which a call of the store counts as failed. */
const storeTimeout = 10_000;

/**
 * Calls the store of a conversation, one call after the other. All calls run in the async context in which this object was created, since
 * one call saves the changes of several commands.
 */
export class StoreCalls {
  readonly #calls = new Subject<Observable<unknown>>();
  readonly #onEnd: () => void;
  readonly #context = captureContext();
  #openCalls = 0;

  /** @param onEnd - Called after the end of each call. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#calls.pipe(concatMap((call) => call.pipe(catchError(() => EMPTY)))).subscribe();
  }

  /** Whether no call is active or waiting. */
  get isIdle(): boolean {
    return this.#openCalls === 0;
  }

  /** Makes a call after all earlier calls, even if no subscriber waits for the result. */
  add<T>(call: () => Observable<T>): Observable<T> {
    const result = new AsyncSubject<T>();
    this.#openCalls += 1;
    const trackedCall = this.inContext(defer(call)).pipe(
      tap({
        next: (value) => {
          result.next(value);
        },
        error: (error: unknown) => {
          this.#openCalls -= 1;
          // eslint-disable-next-line rxjs-x/throw-error -- A store may fail with any value.
          result.error(error);
          this.#onEnd();
        },
        complete: () => {
          this.#openCalls -= 1;
          result.complete();
          this.#onEnd();
        },
      }),
    );
    this.#calls.next(trackedCall);
    return result;
  }

  /** Subscribes to a source of the store, and receives from it, in the context of the calls. */
  inContext<T>(source: Observable<T>): Observable<T> {
    // The store gets a copy of the context: on Node 20, `AsyncLocalStorage.run` in the store changes the context in which it was called.
    const copy = this.#context.run(() => captureContext());
    return source.pipe(subscribeInContext(copy), bindContext(this.#context));
  }
}

/** Returns the result of a method of a store; fails if the store does not respond in time. */
export function toResult<T>(call: () => ObservableInput<T>): Observable<T> {
  return defer(() => from(call())).pipe(take(1), throwIfEmpty(), timeout(storeTimeout));
}
