import { isRecord } from './is-record.js';
import { setProperty } from './set-property.js';

/** Copies a JSON value. Its objects and arrays are new; its strings, which may be long, are not copied. */
export function copyJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => copyJson(item)) as T;
  if (!isRecord(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) setProperty(copy, key, copyJson(value[key]));
  return copy as T;
}
