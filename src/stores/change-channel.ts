import { Observable, Subject, filter, map } from 'rxjs';

/** The new revision of a conversation. */
export interface ChangeNotification {
  readonly id: string;
  readonly revision: number;
}

/** Notifies all tabs of an origin, or only this page if `BroadcastChannel` is missing or fails. */
export class ChangeChannel {
  readonly #name: string;
  /** Notifications of all tabs. Those of this page are emitted directly, since a channel does not receive its own messages. */
  readonly #notifications = new Subject<ChangeNotification>();
  #channel: BroadcastChannel | undefined;
  #subscribers = 0;

  constructor(name: string) {
    this.#name = name;
  }

  notify(notification: ChangeNotification): void {
    // The deletion of a conversation that does not exist has changed nothing.
    if (notification.revision === 0) return;
    this.#notifications.next(notification);
    const channel = this.#channel ?? open(this.#name);
    try {
      channel?.postMessage(notification);
    } catch {
      // The append or deletion has been committed; other tabs read it after the next notification.
    }
    if (channel !== this.#channel) channel?.close();
  }

  notifications(id: string): Observable<number> {
    return new Observable((subscriber) => {
      this.#channel ??= this.#listen();
      this.#subscribers += 1;
      subscriber.add(() => {
        this.#subscribers -= 1;
        if (this.#subscribers > 0) return;
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

/** Opens a channel; undefined if the browser has no `BroadcastChannel`, or does not allow it. */
function open(name: string): BroadcastChannel | undefined {
  try {
    return typeof BroadcastChannel === 'function' ? new BroadcastChannel(name) : undefined;
  } catch {
    return undefined;
  }
}
