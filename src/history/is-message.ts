import { isRecord } from '../json/is-record.js';

/** Whether what stands in a history is a message at all; a stored one may hold anything. */
export function isMessage(value: unknown): boolean {
  return isRecord(value);
}
