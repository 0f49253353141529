import { Observable } from 'rxjs';
import type { ConversationLock } from 'venice-rx';

/** A lock like those of `navigator.locks`: granted in the order of the requests. */
export function mutex(): ConversationLock {
  const waiting: (() => void)[] = [];
  return () =>
    new Observable<void>((subscriber) => {
      const grant = (): void => {
        subscriber.next();
      };
      waiting.push(grant);
      if (waiting[0] === grant) grant();
      subscriber.add(() => {
        const isHolder = waiting[0] === grant;
        waiting.splice(waiting.indexOf(grant), 1);
        if (isHolder) waiting[0]?.();
      });
    });
}
