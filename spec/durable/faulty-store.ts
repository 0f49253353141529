import { NEVER, type ObservableInput, delay, filter, from, map, throwError } from 'rxjs';
import type { RunNotification, RunStore } from 'venice-rx/durable';

export type Fault = 'failing' | 'hanging' | 'none';

/** A store as one process reaches it, over a connection that the test can break. */
export class FaultyStore implements RunStore {
  readonly #store: RunStore;
  /** With a fault, no call reaches the store and no notification arrives. Calls fail or, as in a dead or frozen process, never settle. */
  fault: Fault = 'none';
  /** Whether this notification arrives. */
  receivesNotification: (notification: RunNotification) => boolean = () => true;
  /** Whether entries are left out of notifications. */
  omitsEntries = false;
  /** Milliseconds between the effect of a call and its answer. */
  answerDelay = 0;
  /** Number of calls by name. */
  readonly calls = new Map<string, number>();

  constructor(store: RunStore) {
    this.#store = store;
  }

  readonly begin: RunStore['begin'] = (...args) => this.#call('begin', () => this.#store.begin(...args));
  readonly append: RunStore['append'] = (...args) => this.#call('append', () => this.#store.append(...args));
  readonly end: RunStore['end'] = (...args) => this.#call('end', () => this.#store.end(...args));
  readonly stop: RunStore['stop'] = (...args) => this.#call('stop', () => this.#store.stop(...args));
  readonly beat: RunStore['beat'] = (...args) => this.#call('beat', () => this.#store.beat(...args));
  readonly release: RunStore['release'] = (...args) =>
    this.#call('release', () => this.#store.release(...args));
  readonly claimExpired: RunStore['claimExpired'] = (...args) =>
    this.#call('claimExpired', () => this.#store.claimExpired(...args));
  readonly read: RunStore['read'] = (...args) => this.#call('read', () => this.#store.read(...args));
  readonly info: RunStore['info'] = (...args) => this.#call('info', () => this.#store.info(...args));
  readonly list: RunStore['list'] = (...args) => this.#call('list', () => this.#store.list(...args));
  readonly remove: RunStore['remove'] = (...args) => this.#call('remove', () => this.#store.remove(...args));
  readonly notifications: RunStore['notifications'] = (...args) =>
    this.#store.notifications(...args).pipe(
      filter((notification) => this.fault === 'none' && this.receivesNotification(notification)),
      map((notification) =>
        this.omitsEntries && notification.type === 'entry'
          ? { type: 'entry', previous: notification.previous }
          : notification,
      ),
    );

  count(name: string): number {
    return this.calls.get(name) ?? 0;
  }

  #call<T>(name: string, call: () => ObservableInput<T>): ObservableInput<T> {
    this.calls.set(name, this.count(name) + 1);
    if (this.fault === 'none')
      return this.answerDelay === 0 ? call() : from(call()).pipe(delay(this.answerDelay));
    return this.fault === 'hanging' ? NEVER : throwError(() => new Error('the connection was reset'));
  }
}
