import { isRecord } from '../json/is-record.js';

/** Whether an item of a history is an object. A history that was loaded from a file or a database may contain anything. */
export function isMessage(value: unknown): boolean {
  return isRecord(value);
}
