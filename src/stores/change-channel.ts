import { Observable, Subject, filter, map } from 'rxjs';

/** A conversation has been appended to. */
export interface ChangeNotification {
  readonly id: string;
  readonly revision: number;
}

/** Notifications between the tabs of an origin; within this page only where a `BroadcastChannel` is missing or fails. */
export class ChangeChannel {
  readonly #name: string;
  /** Of this page: a channel does not deliver to itself. */
  readonly #notifications = new Subject<ChangeNotification>();
  #channel: BroadcastChannel | undefined;
  #listeners = 0;

  constructor(name: string) {
    this.#name = name;
  }

  notify(notification: ChangeNotification): void {
    if (notification.revision === 0) return;
    this.#notifications.next(notification);
    const channel = this.#channel ?? open(this.#name);
    try {
      channel?.postMessage(notification);
    } catch {
      // The append has been committed; other tabs read it with the next one.
    }
    if (channel !== this.#channel) channel?.close();
  }

  notifications(id: string): Observable<number> {
    return new Observable((subscriber) => {
      this.#channel ??= this.#listen();
      this.#listeners += 1;
      subscriber.add(() => {
        this.#listeners -= 1;
        if (this.#listeners > 0) return;
        this.#channel?.close();
        this.#channel = undefined;
      });
      const revisions = this.#notifications.pipe(
        filter((notification) => notification.id === id),
        map(({ revision }) => revision),
      );
      return revisions.subscribe(subscriber);
    });
  }

  #listen(): BroadcastChannel | undefined {
    const channel = open(this.#name);
    channel?.addEventListener('message', ({ data }: MessageEvent<ChangeNotification>) => {
      this.#notifications.next(data);
    });
    return channel;
  }
}

/** Undefined if the browser has none, or does not allow it. */
function open(name: string): BroadcastChannel | undefined {
  try {
    return typeof BroadcastChannel === 'function' ? new BroadcastChannel(name) : undefined;
  } catch {
    return undefined;
  }
}
