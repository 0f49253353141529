import type { Observable } from 'rxjs';

/**
 * An Observable that `for await` can read too: each loop subscribes once, and leaving the loop unsubscribes. While the loop has not read all
 * values that have arrived, nothing is read from the server. Operators return plain Observables; for those, use `toAsyncIterable`.
 */
export type IterableObservable<T> = Observable<T> & AsyncIterable<T>;
