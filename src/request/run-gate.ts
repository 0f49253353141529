import {
  type MonoTypeOperatorFunction,
  type Observable,
  asyncScheduler,
  filter,
  finalize,
  identity,
} from 'rxjs';
import { captureContext } from '#capture-context';
import { bindContext } from '../async-context/bind-context.js';
import { Broadcast } from '../subscribers/broadcast.js';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import { followGate } from '../transport/follow-gate.js';

/** The gate of one run: a single subscription to the caller's gate, shared by all attempts, clocks and transports. */
export class RunGate {
  readonly #state = new Broadcast<boolean>();
  #shutAt = 0;
  #pauses = 0;

  /** Emits whether reading is allowed: now, and on every change. Never completes. */
  readonly changes: Observable<boolean> = this.#state.values.pipe(
    withSubscriber((subscriber) => {
      subscriber.next(this.isOpen);
    }),
  );
  /** Emits as soon as the gate opens. */
  readonly opened: Observable<boolean> = this.#state.values.pipe(filter(identity));

  /** Whether reading is allowed. */
  isOpen = true;

  /** A clock, in milliseconds, that stops while the gate is shut. */
  readonly now = (): number => (this.isOpen ? asyncScheduler.now() : this.#shutAt) - this.#pauses;

  #set(isOpen: boolean): void {
    if (isOpen === this.isOpen) return;
    if (isOpen) this.#pauses += asyncScheduler.now() - this.#shutAt;
    else this.#shutAt = asyncScheduler.now();
    this.isOpen = isOpen;
    this.#state.next(isOpen);
  }

  /**
   * Follows the caller's gate during the run. Open until its first value; after it completes, its last value stays in
   * effect; its error fails the run. After the end of the run it is open again, so that the rest of the body can be
   * drained.
   */
  follow<T>(gate: Observable<boolean>): MonoTypeOperatorFunction<T> {
    const context = captureContext();
    // Also if another context unsubscribes: the transport reads on to drain the body.
    const open = (): void => {
      context.run(() => {
        this.#set(true);
      });
    };
    return (run) =>
      run.pipe(
        finalize(open),
        withSubscriber((subscriber) => {
          followGate(gate.pipe(bindContext()), subscriber, (isOpen) => {
            this.#set(isOpen);
          });
        }),
      );
  }
}
