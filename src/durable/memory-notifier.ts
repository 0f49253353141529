import { type Observable, Subject, defer, filter, finalize } from 'rxjs';
import { isSameEpoch } from './run-offset.js';
import type { NotificationOptions, RunNotification } from './run-store.js';

/** Emits the notifications of each run to its watchers. Keeps nothing for runs without watchers. */
export class MemoryNotifier {
  readonly #subjects = new Map<string, Subject<RunNotification>>();

  notify(id: string, notification: RunNotification): void {
    this.#subjects.get(id)?.next(notification);
  }

  notifications(
    id: string,
    { newEpochsOnly = false }: NotificationOptions = {},
  ): Observable<RunNotification> {
    return defer(() => {
      const subject = this.#subjects.get(id) ?? new Subject<RunNotification>();
      this.#subjects.set(id, subject);
      return subject.pipe(
        filter((notification) => !newEpochsOnly || isOfNewEpoch(notification)),
        finalize(() => {
          if (!subject.observed) this.#subjects.delete(id);
        }),
      );
    });
  }
}

function isOfNewEpoch(notification: RunNotification): boolean {
  return (
    notification.type !== 'entry' ||
    notification.entry === undefined ||
    !isSameEpoch(notification.previous, notification.entry.offset)
  );
}
