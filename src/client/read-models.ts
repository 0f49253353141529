import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { isObject, isRecord } from '../json/is-record.js';
import type { Model } from '../wire/model.js';

/** Returns the rows of a model list, except rows without an id. Other fields are not validated. */
export function readModels(answer: object): readonly Model[] {
  const { data } = answer as { data?: unknown };
  return Array.isArray(data) ? data.filter(isModel) : [];
}

/** Returns the valid pairs of a mapping from names to model ids. */
export function readMapping(answer: object): Readonly<Record<string, string>> {
  const { data } = answer as { data?: unknown };
  if (!isObject(data)) return {};
  const pairs = Object.entries(data).filter(([, id]) => typeof id === 'string');
  return Object.fromEntries(pairs) as Readonly<Record<string, string>>;
}

function isModel(row: unknown): row is Model {
  return isRecord(row) && isNonEmptyString(row['id']);
}
