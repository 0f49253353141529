import type { Model } from '../wire/model.js';

/** The rows of a model list. A row without an id is left out; whatever else it holds or lacks, it passes. */
export function readModels(answer: object): readonly Model[] {
  const { data } = answer as { data?: unknown };
  return Array.isArray(data) ? data.filter(isModel) : [];
}

/** The pairs of a mapping from a name to the id of a model; pairs that are none are left out. */
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
