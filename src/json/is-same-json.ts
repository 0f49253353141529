import { isObject } from './is-record.js';

/** Whether two parsed JSON values are equal; the order of properties does not matter. */
export function isSameJson(value: unknown, other: unknown): boolean {
  if (!isObject(value) || !isObject(other)) return value === other;
  const names = Object.keys(value);
  return (
    Array.isArray(value) === Array.isArray(other) &&
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSameJson(value[name], other[name]))
  );
}
