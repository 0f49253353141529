import { isRecord } from '../json/is-record.js';

/** Returns the numbers in a usage or cost of the server. Strings, and names that could forge log lines, are removed. */
export function reportedNumbers<T extends object>(report: T | null | undefined): T | undefined {
  if (!isRecord(report)) return undefined;
  const kept = JSON.stringify(report, (name, value: unknown) =>
    /^\w{0,64}$/.test(name) && (typeof value === 'number' || value === null || isRecord(value))
      ? value
      : undefined,
  );
  return JSON.parse(kept) as T;
}
