import { Observable } from 'rxjs';

/** The part of `navigator.locks` that is used. */
interface Locks {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    callback: () => Promise<void>,
  ): Promise<unknown>;
}

/**
 * Returns a function that acquires a lock of `navigator.locks`, which all tabs of an origin share; undefined if there is no
 * `navigator.locks`, and in Node.
 */
export function webLock(): ((name: string) => Observable<void>) | undefined {
  const { navigator, process } = globalThis as {
    readonly navigator?: { readonly locks?: Locks };
    readonly process?: { readonly versions?: object };
  };
  // Node 24 has `navigator.locks` too, but each process has its own locks.
  const locks = process?.versions === undefined ? navigator?.locks : undefined;
  return locks && ((name) => acquire(locks, name));
}

/** Emits once the lock is acquired, and holds it until the subscriber unsubscribes. Fails if the browser rejects the request. */
function acquire(locks: Locks, name: string): Observable<void> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    const released = new Promise<void>((resolve) => {
      subscriber.add(resolve);
    });
    const request = locks.request(name, { signal: controller.signal }, () => {
      subscriber.next();
      return released;
    });
    request.catch((error: unknown) => {
      subscriber.error(error);
    });
    subscriber.add(() => {
      controller.abort();
    });
  });
}
