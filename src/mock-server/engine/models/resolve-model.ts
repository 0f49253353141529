import type { Catalogue } from './catalogue.js';
import type { EngineModel } from './engine-model.js';
import { getTraits } from './get-traits.js';

/** Finds a model by id, trait, alias, or a spelling variant of its id; undefined if there is no match. */
export function resolveModel(name: string, catalogue: Catalogue): EngineModel | undefined {
  const { aliases, models } = catalogue;
  const byId = (id: string | undefined): EngineModel | undefined => models.find((model) => model.id === id);
  return (
    byId(name) ??
    byId(getOwnValue(getTraits(catalogue), name)) ??
    byId(getOwnValue(aliases, name)) ??
    models.find(({ id }) => normalizeSpelling(id) === normalizeSpelling(name))
  );
}

/** Venice treats dots, underscores, spaces and dashes as equal, and allows omitting its own name at the start of an id. */
function normalizeSpelling(name: string): string {
  return name.replace(/^venice-/, '').replace(/[._ ]/g, '-');
}

function getOwnValue(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
