import { assertBelow, maxParts } from '../errors/assert-below.js';
import { setProperty } from '../json/set-property.js';

type Fields = Readonly<Record<string, unknown>>;

/** Whether a field is not merged, by its name or its value. */
export type IsLeftOut = (name: string, value: unknown) => boolean;

/** Leaves out the fields of these names, and all that are null or undefined. */
export function except(names: readonly string[]): IsLeftOut {
  return (name, value) => value == null || names.includes(name);
}

/**
 * `before` with the fields of `source`, of which the last value wins; `before` itself if that changes nothing. A field named
 * `__proto__` is copied like any other. Throws a `LimitExceededError` if that makes more than 1,000 fields.
 */
export function mergeFields<T extends object>(before: T, source: Fields, isLeftOut: IsLeftOut): T {
  const known = before as Fields;
  let merged: Record<string, unknown> | undefined;
  let size: number | undefined;
  let added = 0;
  for (const name of Object.keys(source)) {
    const value = source[name];
    if (isLeftOut(name, value)) continue;
    const isKnown = Object.hasOwn(known, name);
    if (isKnown && known[name] === value) continue;
    if (!isKnown) {
      size ??= Object.keys(known).length;
      if (size + added >= maxParts) assertBelow(countFields(known, isLeftOut) + added, 'fields');
      added += 1;
    }
    merged ??= { ...known };
    setProperty(merged, name, value);
  }
  return merged === undefined ? before : (merged as T);
}

function countFields(fields: Fields, isLeftOut: IsLeftOut): number {
  return Object.keys(fields).filter((name) => !isLeftOut(name, fields[name])).length;
}
