import type { Observable } from 'rxjs';
import { hasMethod } from '../subscribers/has-method.js';

/** Returns the type of a value, for messages that must not contain the value. */
export function describeType(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (hasMethod<Observable<unknown>>(value, 'subscribe')) return 'an Observable';
  const type = typeof value;
  return type === 'object' ? 'an object' : `a ${type}`;
}
