import { assertBelowMaxParts, maxParts } from '../errors/assert-below-max-parts.js';
import { copyFields } from '../json/copy-fields.js';
import { isObject } from '../json/is-record.js';
import { setProperty } from '../json/set-property.js';

type Fields = Readonly<Record<string, unknown>>;

/** Whether to skip a field, by its name or its value. */
export type SkipField = (name: string, value: unknown) => boolean;

/** Skips the fields with these names, and all fields that are null or undefined. */
export function skipNames(names: readonly string[]): SkipField {
  return (name, value) => value == null || names.includes(name);
}

/** Whether a value is an empty string, array or object, which does not replace another value. */
export function isEmpty(value: unknown): boolean {
  if (!isObject(value)) return value === '';
  for (const _ in value) return false;
  return true;
}

/**
 * Merges the fields of `source` into a copy of `before`; the last value that is not empty wins. Returns `before` itself if nothing changes. A
 * field named `__proto__` is copied like any other. Throws a `LimitExceededError` if the result has more than 1,000 fields that are not
 * skipped.
 */
export function mergeFields<T extends object>(before: T, source: Fields, skipField: SkipField): T {
  const oldFields = before as Fields;
  let merged: Record<string, unknown> | undefined;
  let size: number | undefined;
  let added = 0;
  for (const name of Object.keys(source)) {
    const value = source[name];
    if (skipField(name, value)) continue;
    const isKnown = Object.hasOwn(oldFields, name);
    if (isKnown && (oldFields[name] === value || isEmpty(value))) continue;
    if (!isKnown) {
      size ??= Object.keys(oldFields).length;
      if (size + added >= maxParts) assertBelowMaxParts(countFields(oldFields, skipField) + added, 'fields');
      added += 1;
    }
    merged ??= copyFields(oldFields) as Record<string, unknown>;
    setProperty(merged, name, value);
  }
  return merged === undefined ? before : (merged as T);
}

function countFields(fields: Fields, skipField: SkipField): number {
  return Object.keys(fields).filter((name) => !skipField(name, fields[name])).length;
}
