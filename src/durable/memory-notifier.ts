import { type Observable, Subject, defer, finalize } from 'rxjs';
import type { RunNotification } from './run-store.js';

/** Emits the notifications of each run to its watchers. Keeps nothing for runs without watchers. */
export class MemoryNotifier {
  readonly #subjects = new Map<string, Subject<RunNotification>>();

  notify(id: string, notification: RunNotification): void {
    this.#subjects.get(id)?.next(notification);
  }

  notifications(id: string): Observable<RunNotification> {
    return defer(() => {
      const subject = this.#subjects.get(id) ?? new Subject<RunNotification>();
      this.#subjects.set(id, subject);
      return subject.pipe(
        finalize(() => {
          if (!subject.observed) this.#subjects.delete(id);
        }),
      );
    });
  }
}
