import { type Observable, type Observer, Subject, Subscription, defer, finalize } from 'rxjs';
import type { AsyncContext } from '../async-context/async-context.js';
import type { RunClaim, RunNotification, RunStore } from './run-store.js';

/** A notification for the watchers of a process. */
export type NodeNotification = RunNotification & {
  /** Start time of the run; only from a producer in this process. A later run with the same id may have the same offsets. */
  readonly startedAt?: number;
};

/** A run with watchers in this process. */
interface WatchedRun {
  readonly notifications: Subject<NodeNotification>;
  /** The notifications of the store. */
  source: Subscription;
}

/**
 * Notifies the watchers of a process. If the same process produces their run, they receive its entries from the producer, as soon as the
 * store has confirmed them, and only the other notifications from the store. Otherwise they receive all notifications from the store.
 */
export class NodeNotifier {
  readonly #store: RunStore;
  readonly #context: AsyncContext;
  readonly #watched = new Map<string, WatchedRun>();
  /** The owner of the claim with which this process writes to a run, by the id of the run. */
  readonly #producers = new Map<string, string>();

  /** Subscribes to the store in `context`, and not in that of a watcher, since the watchers of a run share the subscription. */
  constructor(store: RunStore, context: AsyncContext) {
    this.#store = store;
    this.#context = context;
  }

  /** Returns the notifications about a run, for a watcher. */
  notifications(id: string): Observable<NodeNotification> {
    return defer(() => {
      const run = this.#watched.get(id) ?? this.#watch(id);
      const leave = (): void => {
        if (run.notifications.observed || this.#watched.get(id) !== run) return;
        this.#watched.delete(id);
        run.source.unsubscribe();
      };
      return run.notifications.pipe(finalize(leave));
    });
  }

  /** Called by a producer, which notifies {@link watchersOf} its run of each entry until the result is unsubscribed. */
  addProducer({ id, owner }: RunClaim): Subscription {
    this.#producers.set(id, owner);
    this.#resubscribe(id);
    return new Subscription(() => {
      if (this.#producers.get(id) !== owner) return;
      this.#producers.delete(id);
      this.#resubscribe(id);
    });
  }

  /** Returns the watchers of a run, if any, for the producer with this claim, which notifies them of its confirmed entries. */
  watchersOf({ id, owner }: RunClaim): Pick<Observer<NodeNotification>, 'next'> | undefined {
    // The run may have been removed and begun again by another producer of this process.
    return this.#producers.get(id) === owner ? this.#watched.get(id)?.notifications : undefined;
  }

  #watch(id: string): WatchedRun {
    const run = { notifications: new Subject<NodeNotification>(), source: Subscription.EMPTY };
    this.#watched.set(id, run);
    this.#subscribe(id, run);
    return run;
  }

  /** Subscribes to other notifications than before. Notifications may be lost in between, so the watchers read the log. */
  #resubscribe(id: string): void {
    const run = this.#watched.get(id);
    if (!run) return;
    this.#subscribe(id, run);
    run.notifications.next({ type: 'refresh' });
  }

  #subscribe(id: string, run: WatchedRun): void {
    const previous = run.source;
    const newEpochsOnly = this.#producers.has(id);
    run.source = this.#context.run(() =>
      this.#store.notifications(id, { newEpochsOnly }).subscribe({
        next: (notification) => {
          run.notifications.next(notification);
        },
        error: (error: unknown) => {
          // Before `error`, since a watcher that fails may resubscribe synchronously.
          this.#watched.delete(id);
          // eslint-disable-next-line rxjs-x/throw-error -- A store may fail with any value.
          run.notifications.error(error);
        },
      }),
    );
    previous.unsubscribe();
  }
}
