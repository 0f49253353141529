import { type Observable, type Subscriber, asyncScheduler } from 'rxjs';
import { captureContext } from '#capture-context';
import { bindContext } from '../async-context/bind-context.js';
import { Broadcast } from '../subscribers/broadcast.js';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import { followGate } from '../transport/follow-gate.js';

/** The gate of one run: a single subscription to the caller's gate, shared by all attempts, timeouts and transports. */
export class RunGate {
  readonly #state = new Broadcast<boolean>();
  readonly #gate: Observable<boolean>;
  #closedAt = 0;
  /** Milliseconds of all earlier pauses together. */
  #pauses = 0;

  /** Emits whether reading is allowed: on subscription, and on every change. Never completes. */
  readonly changes: Observable<boolean> = this.#state.values.pipe(
    withSubscriber((subscriber) => {
      subscriber.next(this.isOpen);
    }),
  );
  /** Whether reading is allowed. */
  isOpen = true;

  /** A clock, in milliseconds, that stops while the gate is closed. */
  readonly now = (): number => (this.isOpen ? asyncScheduler.now() : this.#closedAt) - this.#pauses;

  constructor(gate: Observable<boolean>) {
    this.#gate = gate;
  }

  #set(isOpen: boolean): void {
    if (isOpen === this.isOpen) return;
    if (isOpen) this.#pauses += asyncScheduler.now() - this.#closedAt;
    else this.#closedAt = asyncScheduler.now();
    this.isOpen = isOpen;
    this.#state.next(isOpen);
  }

  /**
   * Subscribes to a run and, during it, to the caller's gate. This gate is open until the first value of the caller's gate. After the
   * caller's gate completes, its last value stays in effect; its error fails the run. After the end of the run this gate is open
   * again, so that the rest of the body can be drained.
   */
  subscribe<T>(run: Observable<T>, subscriber: Subscriber<T>): void {
    const context = captureContext();
    followGate(this.#gate.pipe(bindContext()), subscriber, (isOpen) => {
      this.#set(isOpen);
    });
    if (!subscriber.closed) run.subscribe(subscriber);
    // Restores the context, since opening the gate makes the transport read the rest of the body.
    subscriber.add(() => {
      context.run(() => {
        this.#set(true);
      });
    });
  }
}
