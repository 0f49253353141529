import type { Catalogue } from './catalogue.js';

/** Maps each trait to the id of its model. */
export function getTraits({ models }: Catalogue): Readonly<Record<string, string>> {
  return Object.fromEntries(
    models.flatMap(({ id, model_spec }) => model_spec.traits.map((trait) => [trait, id] as const)),
  );
}
