import { Observable } from 'rxjs';

/** The part of `navigator.locks` that is used. */
interface Locks {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    callback: () => Promise<void>,
  ): Promise<unknown>;
}

/** Takes locks from `navigator.locks`, which all tabs of an origin share; undefined where they are missing, and on a server. */
export function webLock(): ((name: string) => Observable<void>) | undefined {
  const { navigator, process } = globalThis as {
    readonly navigator?: { readonly locks?: Locks };
    readonly process?: { readonly versions?: object };
  };
  // Newer versions of Node have locks as well, each process its own.
  const locks = process?.versions === undefined ? navigator?.locks : undefined;
  return locks && ((name) => acquire(locks, name));
}

/** Emits once the lock is acquired, and holds it until it is unsubscribed from. Fails if there can be no lock. */
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
