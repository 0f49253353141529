import type { Model } from '../wire/model.js';

/** Returns the rows of a model list. Drops only rows without an id; other fields are not validated. */
export function readModels(answer: object): readonly Model[] {
  const { data } = answer as { data?: unknown };
  return Array.isArray(data) ? data.filter(isModel) : [];
}

/** Returns the valid pairs of a mapping from names to model ids. */
export function readMapping(answer: object): Readonly<Record<string, string>> {
  const { data } = answer as { data?: unknown };
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(Object.entries(data).filter(([, id]) => typeof id === 'string'));
}

function isModel(row: unknown): row is Model {
  return (
    typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'string' && row.id !== ''
  );
}
