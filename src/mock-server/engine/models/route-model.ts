import type { ErrorReply } from '../error-reply.js';
import type { Catalogue } from './catalogue.js';
import type { EngineModel } from './engine-model.js';
import { isRetired } from './is-retired.js';
import { resolveModel } from './resolve-model.js';

/** The model that answers, and the requested model if it has been retired. */
export interface RoutedModel {
  readonly model: EngineModel;
  readonly retired?: EngineModel;
}

/** Returns the replacement of a retired model, or a 410 if none may answer; any other model answers itself. */
export function routeModel(model: EngineModel, catalogue: Catalogue, now: number): ErrorReply | RoutedModel {
  if (!isRetired(model, now)) return { model };

  const { autoRemap = false, replacementModelId = '' } = model.model_spec.deprecation ?? {};
  const replacement = autoRemap ? resolveModel(replacementModelId, catalogue) : undefined;
  return replacement && !isRetired(replacement, now)
    ? { model: replacement, retired: model }
    : { status: 410, body: { error: `The model "${model.id}" has been retired` } };
}
