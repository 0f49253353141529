import { isRecord } from '../json/is-record.js';

/** Whether an item of a history is a message; a stored history may contain anything. */
export function isMessage(value: unknown): boolean {
  return isRecord(value);
}
