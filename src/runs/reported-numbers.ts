import { isRecord } from '../chat/present.js';

/** Names of fields that are kept: a server may have written anything. */
const plainName = /^\w{1,64}$/;
const maxFields = 100;
/** Usage and cost have two levels. */
const maxLevels = 2;

/** The numbers that a server reports, such as usage or cost, without anything that could forge lines of a log. */
export function reportedNumbers<T extends object>(
  report: T | null | undefined,
  levels = maxLevels,
): T | undefined {
  if (!isRecord(report)) return undefined;
  const fields = Object.entries(report).slice(0, maxFields);
  const kept = fields.flatMap(([name, value]): [string, unknown][] => {
    if (!plainName.test(name)) return [];
    if (typeof value === 'number' || value === null) return [[name, value]];
    const inner = levels > 1 && isRecord(value) ? reportedNumbers(value, levels - 1) : undefined;
    return inner === undefined ? [] : [[name, inner]];
  });
  return Object.fromEntries(kept) as T;
}
