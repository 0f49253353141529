import { isRecord } from './present.js';

/** Whether what stands in a history is a message at all; a stored one may hold anything. */
export function isMessage(value: unknown): boolean {
  return isRecord(value);
}
