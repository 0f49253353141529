import type { Observable } from 'rxjs';
import type { TransportEvent } from '../../transport/transport-event.js';

const originals = new WeakMap<object, Observable<TransportEvent>>();

/** Remembers what of a transport an event or error for interceptors stands for, and returns it. */
export function setOriginal<T extends object>(shown: T, original: Observable<TransportEvent>): T {
  originals.set(shown, original);
  return shown;
}

/** What an event or error stands for; undefined where an interceptor has made it. */
export function getOriginal(shown: unknown): Observable<TransportEvent> | undefined {
  return typeof shown === 'object' && shown !== null ? originals.get(shown) : undefined;
}
