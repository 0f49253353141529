import type { Observable, ObservableInput } from 'rxjs';
import type { Broadcast } from '../subscribers/broadcast.js';
import { callStore } from './call-store.js';
import type { RunEvent } from './run-event.js';

/** Calls the store of one process, and reports when it becomes unavailable and when it has recovered. */
export class StoreCalls {
  readonly #events: Broadcast<RunEvent>;
  readonly #storeTimeout: number;
  #isAvailable = true;

  constructor(events: Broadcast<RunEvent>, storeTimeout: number) {
    this.#events = events;
    this.#storeTimeout = storeTimeout;
  }

  /** Repeats the call while it fails with transient errors; see {@link callStore}. */
  call<T>(call: () => ObservableInput<T>): Observable<T> {
    return callStore(call, this.#storeTimeout, this);
  }

  readonly failed = (error: unknown): void => {
    if (!this.#isAvailable) return;
    this.#isAvailable = false;
    this.#events.next({ type: 'store-unavailable', error });
  };

  readonly answered = (): void => {
    if (this.#isAvailable) return;
    this.#isAvailable = true;
    this.#events.next({ type: 'recovered' });
  };
}
