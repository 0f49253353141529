import type { AnswerContext } from '../answer-context.js';
import type { Catalogue } from './catalogue.js';
import { isRetired } from './is-retired.js';

/** Returns the catalogue without the models that are retired or that the key may not use, and without the aliases of these models. */
export function listModels({
  catalogue: { aliases, models },
  modelPrivacy,
  now,
}: Pick<AnswerContext, 'catalogue' | 'modelPrivacy' | 'now'>): Catalogue {
  const isListed = (model: Catalogue['models'][number]): boolean =>
    !isRetired(model, now) && (modelPrivacy === undefined || model.model_spec.privacy === modelPrivacy);
  const available = models.filter(isListed);
  const ids = new Set(available.map(({ id }) => id));
  return {
    aliases: Object.fromEntries(Object.entries(aliases).filter(([, id]) => ids.has(id))),
    models: available,
  };
}
