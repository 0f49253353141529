import type { Observable, ObservableInput, Observer } from 'rxjs';
import type { Broadcast } from '../subscribers/broadcast.js';
import { AnswerTimeouts } from './answer-timeouts.js';
import { callStore } from './call-store.js';
import type { RunEvent } from './run-event.js';
import { StoreCall, callsPerTimeout } from './store-call.js';

/** Calls the store of one process, and reports when it becomes unavailable and when it has recovered. */
export class StoreCalls {
  readonly #events: Broadcast<RunEvent>;
  readonly #timeouts: AnswerTimeouts;
  #isAvailable = true;

  constructor(events: Broadcast<RunEvent>, storeTimeout: number) {
    this.#events = events;
    this.#timeouts = new AnswerTimeouts(storeTimeout / callsPerTimeout);
  }

  /** Repeats the call while it fails with transient errors; see {@link callStore}. */
  call<T>(call: () => ObservableInput<T>): Observable<T> {
    return callStore(call, this.#timeouts, this);
  }

  /** Like {@link call}, at once, and for a write, which is never cancelled. */
  write<T>(call: () => ObservableInput<T>, destination: Observer<T>): void {
    new StoreCall(call, this.#timeouts, this, destination).start();
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
