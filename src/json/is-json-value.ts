import { isRecord } from './is-record.js';

/**
 * Whether `JSON.parse(JSON.stringify(value))` equals the value, except for fields that are undefined. False for `NaN`, a `Map` or a
 * `Date`. Recursive: the caller must check the depth first, since a deep value would overflow the stack.
 */
export function isJsonValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return Array.from(value).every(isJsonValue);
  if (!isRecord(value)) return value === null || typeof value === 'string' || typeof value === 'boolean';
  return isPlain(value) && Object.values(value).every((item) => item === undefined || isJsonValue(item));
}

/** Whether an object is not an instance of a class. Objects from another realm, such as an iframe, count as plain, too. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
