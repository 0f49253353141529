import type { Observable } from 'rxjs';

/**
 * An Observable that `for await` can read too: each loop subscribes once, and leaving it unsubscribes. The server waits while
 * the loop has not taken the values that have come. Operators return plain Observables; see `toAsyncIterable`.
 */
export type IterableObservable<T> = Observable<T> & AsyncIterable<T>;
