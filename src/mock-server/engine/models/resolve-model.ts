import type { Catalogue } from './catalogue.js';
import type { EngineModel } from './engine-model.js';
import { getTraits } from './get-traits.js';

/** Finds a model by its id, a trait, an alias, or its id in another spelling; undefined where there is none. */
export function resolveModel(name: string, catalogue: Catalogue): EngineModel | undefined {
  const { aliases, models } = catalogue;
  const byId = (id: string | undefined): EngineModel | undefined => models.find((model) => model.id === id);
  return (
    byId(name) ??
    byId(getOwnValue(getTraits(catalogue), name)) ??
    byId(getOwnValue(aliases, name)) ??
    models.find(({ id }) => spelling(id) === spelling(name))
  );
}

/** Points, underscores, spaces and dashes are the same to Venice, and its own name in front of an id may be left out. */
function spelling(name: string): string {
  return name.replace(/^venice-/, '').replace(/[._ ]/g, '-');
}

function getOwnValue(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
