import { isRecord } from '../json/is-record.js';
import { hashText } from './hash-text.js';

/** Hashes the source and the input of a run. The order of the fields of an object does not matter. */
export function hashInput(source: string | undefined, input: unknown): string {
  return hashText(JSON.stringify([source ?? null, input ?? null], sortFields));
}

function sortFields(_name: string, value: unknown): unknown {
  if (!isRecord(value) || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
