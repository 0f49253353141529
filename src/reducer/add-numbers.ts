import { maxParts } from '../errors/assert-below-max-parts.js';
import { isRecord } from '../json/is-record.js';

/** Maximum depth at which numbers are added; at deeper levels, the later value wins. Usage and cost have two levels. */
const maxDepth = 16;

/**
 * Adds the reports of two answers, such as usage or cost: adds numbers, also those in nested objects; of other values, the later one wins.
 * Fields of only one report are kept, up to 1,000 fields in each object.
 */
export function addNumbers<T extends object>(
  before: T | null | undefined,
  more: T | null | undefined,
): T | undefined {
  if (!isRecord(before) || !isRecord(more)) return more ?? before ?? undefined;
  return addFields(before, more, 1) as T;
}

function addFields(before: Fields, more: Fields, level: number): Fields {
  const names = [...new Set([...Object.keys(before), ...Object.keys(more)])].slice(0, maxParts);
  return Object.fromEntries(
    names.map((name) => [name, sum(ownField(before, name), ownField(more, name), level)]),
  );
}

function sum(before: unknown, more: unknown, level: number): unknown {
  if (typeof before === 'number' && typeof more === 'number') return before + more;
  if (!isRecord(before) || !isRecord(more) || level === maxDepth) return more ?? before;
  return addFields(before, more, level + 1);
}

type Fields = Readonly<Record<string, unknown>>;

/** A server may send a field named `constructor`, which every object inherits. */
function ownField(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
