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
 * Finds the first difference between two values; undefined if they are equal.
 *
 * Errors are equal if their name, message, response headers and enumerable fields are equal. So two errors with the same message but
 * another `status` differ, unlike in most test frameworks. The stack is not compared, nor a `cause` that was passed to the
 * constructor. An undefined field equals an absent field.
 */
export function firstDifference(actual: unknown, expected: unknown): Difference | undefined {
  return findDifference(actual, expected, '', new Map());
}

/** `compared` maps each object to the expected one with which it is or was compared, so that objects may contain themselves. */
function findDifference(
  actual: unknown,
  expected: unknown,
  path: string,
  compared: Map<object, unknown>,
): Difference | undefined {
  if (Object.is(actual, expected)) return undefined;
  if (!isObject(actual) || !isObject(expected) || getTypeName(actual) !== getTypeName(expected)) {
    return { path, actual, expected };
  }
  if (compared.get(actual) === expected) return undefined;
  compared.set(actual, expected);
  const [actualFields, expectedFields] = [getFields(actual), getFields(expected)];
  for (const key of new Set([...actualFields.keys(), ...expectedFields.keys()])) {
    const fieldPath = getFieldPath(path, key, actual);
    const difference = findDifference(actualFields.get(key), expectedFields.get(key), fieldPath, compared);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Returns a name instead of the class, since two copies of the package have different classes with the same name. */
function getTypeName(value: object): string {
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

function getFieldPath(path: string, key: string, parent: object): string {
  if (Array.isArray(parent) && key !== 'length') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
