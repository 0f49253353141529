import type { Observable } from 'rxjs';
import type { TransportEvent } from '../../transport/transport-event.js';

const originals = new WeakMap<object, Observable<TransportEvent>>();

/** Remembers from which transport events an event or error for interceptors was created. Returns that event or error. */
export function setOriginal<T extends object>(eventOrError: T, original: Observable<TransportEvent>): T {
  originals.set(eventOrError, original);
  return eventOrError;
}

/** Returns the transport events from which an event or error was created; undefined if an interceptor has created it. */
export function getOriginal(eventOrError: unknown): Observable<TransportEvent> | undefined {
  return typeof eventOrError === 'object' && eventOrError !== null ? originals.get(eventOrError) : undefined;
}
