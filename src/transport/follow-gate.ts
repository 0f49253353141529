import type { Observable, Subscriber } from 'rxjs';

/** Calls `set` with the values of a gate until `subscriber` is closed. An error of the gate fails the subscriber. */
export function followGate(
  gate: Observable<boolean>,
  subscriber: Subscriber<never>,
  set: (isOpen: boolean) => void,
): void {
  subscriber.add(
    gate.subscribe({
      next: set,
      error: (error: unknown) => {
        subscriber.error(error);
      },
    }),
  );
}
