import { isRecord } from '../json/is-record.js';
import type { RunFailure } from '../errors/run-failed-error.js';
import type { RunEntry } from './run-store.js';

/** Content of the last entry of a run. */
export interface RunEnd {
  /** Reason passed to `stop`. */
  readonly reason?: string;
  /** Why the run failed. */
  readonly failure?: RunFailure;
}

/** Serializes a value of a run. Throws a `TypeError` for a value that JSON cannot represent. */
export function encodeValue(value: unknown): string {
  // The type of `JSON.stringify` is string, but it returns undefined for a function and for undefined.
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw new TypeError(`a run must emit JSON values; received ${typeof value}`);
  return json;
}

/** Joins serialized values to the data of one entry. */
export function joinValues(values: readonly string[]): string {
  return `[${values.join(',')}]`;
}

/** Parsed values by entry, so that several watchers of this process share them. */
const decoded = new WeakMap<RunEntry, readonly unknown[]>();

/** Returns the values of an entry; an empty array for the last entry. Every caller gets the same objects and must not change them. */
export function decodeValues(entry: RunEntry): readonly unknown[] {
  if (entry.type !== 'values') return [];
  const known = decoded.get(entry);
  if (known) return known;
  const values = JSON.parse(entry.data) as readonly unknown[];
  decoded.set(entry, values);
  return values;
}

export function encodeEnd(end: RunEnd): string {
  return JSON.stringify(end);
}

/** Reads the content of the last entry. */
export function decodeEnd({ data }: RunEntry): RunEnd {
  const end: unknown = JSON.parse(data);
  return isRecord(end) ? end : {};
}
