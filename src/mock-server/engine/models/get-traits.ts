import type { Catalogue } from './catalogue.js';

/** From each trait to the model that plays it. */
export function getTraits({ models }: Catalogue): Readonly<Record<string, string>> {
  return Object.fromEntries(
    models.flatMap(({ id, model_spec }) => model_spec.traits.map((trait) => [trait, id] as const)),
  );
}
