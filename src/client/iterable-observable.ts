import type { Observable } from 'rxjs';

/**
 * An Observable that `for await` can read, too: each loop subscribes once, and leaving the loop unsubscribes. Unless you pass the option
 * `gate`, nothing is read from the server while the loop has not read all values that have arrived. Operators return plain Observables;
 * for those, use `toAsyncIterable`.
 */
export type IterableObservable<T> = Observable<T> & AsyncIterable<T>;
