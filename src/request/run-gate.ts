import {
  type MonoTypeOperatorFunction,
  type Observable,
  Subject,
  asyncScheduler,
  filter,
  finalize,
  identity,
} from 'rxjs';
import { captureContext } from '#capture-context';
import { bindContext } from '../async-context/bind-context.js';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import { followGate } from '../transport/follow-gate.js';

/** The gate of one run: a single subscription to the caller's, however many attempts, clocks and transports look at it. */
export class RunGate {
  readonly #state = new Subject<boolean>();
  #shutAt = 0;
  #pauses = 0;

  /** Whether reading goes on: now, and whenever that changes. Never ends by itself. */
  readonly changes: Observable<boolean> = this.#state.pipe(
    withSubscriber((subscriber) => {
      subscriber.next(this.isOpen);
    }),
  );
  /** Emits as soon as the gate is open. */
  readonly opened: Observable<boolean> = this.#state.pipe(filter(identity));

  /** Whether reading goes on. */
  isOpen = true;

  /** A clock, in milliseconds, that stands still while the gate is shut. */
  readonly now = (): number => (this.isOpen ? asyncScheduler.now() : this.#shutAt) - this.#pauses;

  #set(isOpen: boolean): void {
    if (isOpen === this.isOpen) return;
    if (isOpen) this.#pauses += asyncScheduler.now() - this.#shutAt;
    else this.#shutAt = asyncScheduler.now();
    this.isOpen = isOpen;
    this.#state.next(isOpen);
  }

  /**
   * Does as the caller's gate says, as long as the run lasts. It is open until the first value; when the caller's completes,
   * its last value stands; when that fails, so does the run. Behind the end of the run it is open again, so that what is left
   * of the body can be drained.
   */
  follow<T>(gate: Observable<boolean>): MonoTypeOperatorFunction<T> {
    const context = captureContext();
    // Also where another context unsubscribes: the transport reads on, to drain the body.
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
