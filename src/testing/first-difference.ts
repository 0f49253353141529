import { getErrorHeaders } from '../errors/from-response/get-error-headers.js';

/** A difference between two values. */
export interface Difference {
  /** Path to the difference, such as `[0].notification.error.status`; empty for the values themselves. */
  readonly path: string;
  /** The actual value. */
  readonly actual: unknown;
  /** The expected value. */
  readonly expected: unknown;
}

/**
 * Finds the first difference between two values; undefined if they are the same.
 *
 * Errors are the same if their name, message, response headers and enumerable fields are: unlike in most test frameworks, two errors with
 * the same message and different values of `status` differ. Stacks are not compared, nor a `cause` that was passed to the constructor. An
 * undefined field equals an absent one.
 */
export function firstDifference(actual: unknown, expected: unknown): Difference | undefined {
  return compare(actual, expected, '', new Map());
}

function compare(
  actual: unknown,
  expected: unknown,
  path: string,
  seen: Map<object, unknown>,
): Difference | undefined {
  if (Object.is(actual, expected)) return undefined;
  if (!isObject(actual) || !isObject(expected) || getKind(actual) !== getKind(expected)) {
    return { path, actual, expected };
  }
  if (seen.get(actual) === expected) return undefined;
  seen.set(actual, expected);
  const [left, right] = [getFields(actual), getFields(expected)];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const difference = compare(left.get(key), right.get(key), pathTo(path, key, actual), seen);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Compares errors by name instead of class, since there may be two copies of the package. */
function getKind(value: object): string {
  if (value instanceof Error) return value.name;
  if (Array.isArray(value)) return 'Array';
  const constructor: unknown = value.constructor;
  return typeof constructor === 'function' ? constructor.name : 'Object';
}

function getFields(value: object): Map<string, unknown> {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  if (value instanceof Error) fields.push(['message', value.message]);
  if (getErrorHeaders(value)) fields.unshift(['headers', getErrorHeaders(value)]);
  if (value instanceof Date) fields.push(['time', value.getTime()]);
  if (Array.isArray(value)) fields.push(['length', value.length]);
  if (value instanceof RegExp || value instanceof URL) fields.push(['text', String(value)]);
  if (value instanceof Map || value instanceof Set) fields.push(['items', [...value]]);
  return new Map(fields);
}

function pathTo(path: string, key: string, parent: object): string {
  if (Array.isArray(parent) && key !== 'length') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
