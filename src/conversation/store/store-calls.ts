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

/** Milliseconds after which a call of the store has failed. */
const storeTimeout = 10_000;

/** Calls the store of a conversation, one call after the other. */
export class StoreCalls {
  readonly #calls = new Subject<Observable<unknown>>();
  readonly #onEnd: () => void;
  #open = 0;

  /** @param onEnd - Is called after the end of each call. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#calls.pipe(concatMap((call) => call.pipe(catchError(() => EMPTY)))).subscribe();
  }

  /** Whether no call is active or waits. */
  get isIdle(): boolean {
    return this.#open === 0;
  }

  /** Makes a call after those before it, whether or not the result is subscribed to. */
  add<T>(call: () => Observable<T>): Observable<T> {
    const result = new AsyncSubject<T>();
    this.#open += 1;
    const ended = defer(call).pipe(
      tap({
        next: (value) => {
          result.next(value);
        },
        error: (error: unknown) => {
          this.#open -= 1;
          // eslint-disable-next-line rxjs-x/throw-error -- A store may fail with any value.
          result.error(error);
          this.#onEnd();
        },
        complete: () => {
          this.#open -= 1;
          result.complete();
          this.#onEnd();
        },
      }),
    );
    this.#calls.next(ended);
    return result;
  }
}

/** The result of a method of a store; fails if it does not answer. */
export function toResult<T>(call: () => ObservableInput<T>): Observable<T> {
  return defer(() => from(call())).pipe(take(1), throwIfEmpty(), timeout(storeTimeout));
}
