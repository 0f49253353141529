import type { AnswerContext } from '../answer-context.js';
import type { Catalogue } from './catalogue.js';
import { isRetired } from './is-retired.js';

/** Returns the catalogue without retired models and models that the key may not use, and without their aliases. */
export function listedModels({
  catalogue: { aliases, models },
  modelPrivacy,
  now,
}: Pick<AnswerContext, 'catalogue' | 'modelPrivacy' | 'now'>): Catalogue {
  const isListed = (model: Catalogue['models'][number]): boolean =>
    !isRetired(model, now) && (modelPrivacy === undefined || model.model_spec.privacy === modelPrivacy);
  const listed = models.filter(isListed);
  const ids = new Set(listed.map(({ id }) => id));
  return {
    aliases: Object.fromEntries(Object.entries(aliases).filter(([, id]) => ids.has(id))),
    models: listed,
  };
}
