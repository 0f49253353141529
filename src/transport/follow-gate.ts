import type { Observable, Subscriber } from 'rxjs';

/** Calls `set` with what a gate emits, as long as `subscriber` is subscribed; an error of the gate is one of the subscriber. */
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
