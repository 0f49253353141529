import type { AnswerContext } from '../answer-context.js';
import type { Catalogue } from './catalogue.js';
import { isRetired } from './is-retired.js';

/** The catalogue as listed: without retired models, models unavailable to the key, and their aliases. */
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
