import type { Subscriber } from 'rxjs';
import type { HttpEvent } from './http-event.js';
import type { HttpRequest } from './http-transport.js';

/** Tells a transport what the gate of its request says, as long as somebody subscribes; an error of the gate is one of the request. */
export function followGate(
  { gate }: HttpRequest,
  subscriber: Subscriber<HttpEvent>,
  set: (isOpen: boolean) => void,
): void {
  if (gate === undefined) return;
  subscriber.add(
    gate.subscribe({
      next: set,
      error: (error: unknown) => {
        subscriber.error(error);
      },
    }),
  );
}
