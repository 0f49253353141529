import type { Observable } from 'rxjs';
import type { HttpEvent } from '../../transport/transport-event.js';

const originals = new WeakMap<object, Observable<HttpEvent>>();

/** Remembers what of a transport an event or error for interceptors stands for, and returns it. */
export function setOriginal<T extends object>(shown: T, original: Observable<HttpEvent>): T {
  originals.set(shown, original);
  return shown;
}

/** What an event or error stands for; undefined where an interceptor has made it. */
export function getOriginal(shown: unknown): Observable<HttpEvent> | undefined {
  return typeof shown === 'object' && shown !== null ? originals.get(shown) : undefined;
}
