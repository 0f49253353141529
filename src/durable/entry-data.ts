import { isRecord } from '../json/is-record.js';
import type { RunFailure } from '../errors/run-failed-error.js';
import type { RunEntry } from './run-store.js';
import { SharedEntry } from './shared-entry.js';

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

/** Parsed values by entry, and by page with several entries, so that the watchers of this process share them. */
const decoded = new WeakMap<object, readonly unknown[]>();

/**
 * Returns the values of a page of entries; the last entry of a run has none. Callers with the same page get the same objects, which they
 * must not change.
 */
export function decodeValues(entries: readonly RunEntry[]): readonly unknown[] {
  const [first] = entries;
  if (first === undefined) return [];
  // A `SharedEntry`, the entry of a notification, keeps its values itself: an entry in the map would cost more than parsing.
  if (entries.length === 1 && first instanceof SharedEntry) return first.values;
  const page = entries.length === 1 ? first : entries;
  const cached = decoded.get(page);
  if (cached) return cached;
  const values = entries.flatMap(({ type, data }) =>
    type === 'values' ? (JSON.parse(data) as readonly unknown[]) : [],
  );
  decoded.set(page, values);
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
