import type { Observable, Subscriber } from 'rxjs';
import type { HttpEvent } from './http-event.js';

/** Tells a transport what the gate of its request says, as long as somebody subscribes; an error of the gate is one of the request. */
export function followGate(
  gate: Observable<boolean>,
  subscriber: Subscriber<HttpEvent>,
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
