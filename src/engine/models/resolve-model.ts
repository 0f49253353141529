import type { Catalogue } from './catalogue.js';
import type { EngineModel } from './engine-model.js';
import { traitsOf } from './traits-of.js';

/** Finds a model by its id, a trait or an alias; undefined where there is none of that name. */
export function resolveModel(name: string, catalogue: Catalogue): EngineModel | undefined {
  const byId = (id: string | undefined): EngineModel | undefined =>
    catalogue.models.find((model) => model.id === id);
  return byId(name) ?? byId(valueOf(traitsOf(catalogue), name)) ?? byId(valueOf(catalogue.aliases, name));
}

function valueOf(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
