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
  // Typed as a string, but undefined for a function and for undefined itself.
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw new TypeError(`a run must emit JSON values; received ${typeof value}`);
  return json;
}

/** Joins serialized values to the data of one entry. */
export function joinValues(values: readonly string[]): string {
  return `[${values.join(',')}]`;
}

/** Values of entries that several watchers of this process read. */
const decoded = new WeakMap<RunEntry, readonly unknown[]>();

/** Returns the values of an entry; none for the last one. The same objects for every caller, so do not change them. */
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
