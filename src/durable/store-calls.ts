import type { Observable, ObservableInput, Observer } from 'rxjs';
import type { Broadcast } from '../subscribers/broadcast.js';
import { AnswerTimeouts } from './answer-timeouts.js';
import { callStore } from './call-store.js';
import type { RunEvent } from './run-event.js';
import { StoreCall, attemptsPerTimeout } from './store-call.js';

/** Calls the store of one process. Emits an event when the store becomes unavailable, and when the store has recovered. */
export class StoreCalls {
  readonly #events: Broadcast<RunEvent>;
  readonly #timeouts: AnswerTimeouts;
  #isAvailable = true;

  constructor(events: Broadcast<RunEvent>, storeTimeout: number) {
    this.#events = events;
    this.#timeouts = new AnswerTimeouts(storeTimeout / attemptsPerTimeout);
  }

  /** Repeats the call while it fails with transient errors; see {@link callStore}. */
  call<T>(call: () => ObservableInput<T>): Observable<T> {
    return callStore(call, this.#timeouts, this);
  }

  /** Like {@link call}, but calls the store immediately, and cannot be cancelled. */
  write<T>(call: () => ObservableInput<T>, destination: Observer<T>): void {
    new StoreCall(call, this.#timeouts, this, destination).start();
  }

  readonly onFailure = (error: unknown): void => {
    if (!this.#isAvailable) return;
    this.#isAvailable = false;
    this.#events.next({ type: 'store-unavailable', error });
  };

  readonly onAnswer = (): void => {
    if (this.#isAvailable) return;
    this.#isAvailable = true;
    this.#events.next({ type: 'recovered' });
  };
}
