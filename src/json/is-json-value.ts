import { isRecord } from './is-record.js';

/**
 * Whether JSON represents a value unchanged, except for fields that are undefined, which it leaves out: not `NaN`, a `Map` or a
 * `Date`. Recursive: check the depth first.
 */
export function isJsonValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return Array.from(value).every(isJsonValue);
  if (!isRecord(value)) return value === null || typeof value === 'string' || typeof value === 'boolean';
  return isPlain(value) && Object.values(value).every((item) => item === undefined || isJsonValue(item));
}

/** Whether an object has no class, in any realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
