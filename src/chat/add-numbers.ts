import { isRecord } from './present.js';

/**
 * The sum of what two answers report, such as usage or cost: numbers are added, in records within records too; of all else
 * the later one counts. What only one of the two reports is kept.
 */
export function addNumbers<T extends object>(
  before: T | null | undefined,
  more: T | null | undefined,
): T | undefined {
  if (!isRecord(before) || !isRecord(more)) return more ?? before ?? undefined;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(more)])];
  return Object.fromEntries(keys.map((key) => [key, sum(before[key], more[key])])) as T;
}

function sum(before: unknown, more: unknown): unknown {
  if (typeof before === 'number' && typeof more === 'number') return before + more;
  return isRecord(before) && isRecord(more) ? addNumbers(before, more) : (more ?? before);
}
