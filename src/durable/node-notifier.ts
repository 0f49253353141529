import { type Observable, type Observer, Subject, Subscription, defer, finalize } from 'rxjs';
import type { AsyncContext } from '../async-context/async-context.js';
import type { RunClaim, RunNotification, RunStore } from './run-store.js';

/** A notification for the watchers of a process. */
export type NodeNotification = RunNotification & {
  /** When the run began, if its producer in this process emits this: a later run with the same id has the same offsets. */
  readonly startedAt?: number;
};

/** A run with watchers in this process. */
interface WatchedRun {
  readonly notifications: Subject<NodeNotification>;
  /** The notifications of the store. */
  source: Subscription;
}

/**
 * Notifies the watchers of a process. If the same process produces their run, they receive its entries from the producer as soon as the
 * store has confirmed them, and from the store only what others do. Otherwise the store notifies them of everything.
 */
export class NodeNotifier {
  readonly #store: RunStore;
  readonly #context: AsyncContext;
  readonly #watched = new Map<string, WatchedRun>();
  /** By the id of the run, the owner of the last claim that this process writes with. */
  readonly #producers = new Map<string, string>();

  /** The store is subscribed to in this async context, since the watchers of a run share the subscription. */
  constructor(store: RunStore, context: AsyncContext) {
    this.#store = store;
    this.#context = context;
  }

  /** Notifications about a run, for a watcher. */
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

  /** Until the result is unsubscribed, the producer with this claim notifies {@link watchersOf} the run of each entry. */
  addProducer({ id, owner }: RunClaim): Subscription {
    this.#producers.set(id, owner);
    this.#listenAgain(id);
    return new Subscription(() => {
      if (this.#producers.get(id) !== owner) return;
      this.#producers.delete(id);
      this.#listenAgain(id);
    });
  }

  /** The watchers of a run, if there are any, for entries that the store has confirmed to the producer with this claim. */
  watchersOf({ id, owner }: RunClaim): Pick<Observer<NodeNotification>, 'next'> | undefined {
    // The run may have been removed and begun again by another producer of this process.
    return this.#producers.get(id) === owner ? this.#watched.get(id)?.notifications : undefined;
  }

  #watch(id: string): WatchedRun {
    const run = { notifications: new Subject<NodeNotification>(), source: Subscription.EMPTY };
    this.#watched.set(id, run);
    this.#listen(id, run);
    return run;
  }

  /** Listens to other notifications than before. Watchers read the log, since some may be lost in between. */
  #listenAgain(id: string): void {
    const run = this.#watched.get(id);
    if (!run) return;
    this.#listen(id, run);
    run.notifications.next({ type: 'refresh' });
  }

  #listen(id: string, run: WatchedRun): void {
    const before = run.source;
    const newEpochsOnly = this.#producers.has(id);
    run.source = this.#context.run(() =>
      this.#store.notifications(id, { newEpochsOnly }).subscribe({
        next: (notification) => {
          run.notifications.next(notification);
        },
        error: (error: unknown) => {
          // First, since a watcher that fails may subscribe again at once.
          this.#watched.delete(id);
          // eslint-disable-next-line rxjs-x/throw-error -- A store may fail with any value.
          run.notifications.error(error);
        },
      }),
    );
    before.unsubscribe();
  }
}
