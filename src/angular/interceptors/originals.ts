import type { Observable } from 'rxjs';
import type { TransportEvent } from '../../transport/transport-event.js';

const originals = new WeakMap<object, Observable<TransportEvent>>();

/** Stores the transport events for an event or error that is passed to interceptors, and returns the latter. */
export function setOriginal<T extends object>(shown: T, original: Observable<TransportEvent>): T {
  originals.set(shown, original);
  return shown;
}

/** Returns the transport events for an event or error; undefined if an interceptor created it. */
export function getOriginal(shown: unknown): Observable<TransportEvent> | undefined {
  return typeof shown === 'object' && shown !== null ? originals.get(shown) : undefined;
}
