import type { EngineModel } from './engine-model.js';

/** Returns the headers that name the model that answers, and those that warn if the requested model is deprecated. */
export function getModelHeaders(model: EngineModel, requested: EngineModel = model): Record<string, string> {
  const { deprecation } = requested.model_spec;
  const end = requested === model ? 'will be removed' : `has been replaced by ${model.id}`;
  return {
    'x-venice-model-id': printable(model.id),
    'x-venice-model-name': printable(model.model_spec.name),
    'x-venice-model-router': 'local',
    ...(deprecation && {
      'x-venice-model-deprecation-warning': printable(`The model ${requested.id} ${end}.`),
      'x-venice-model-deprecation-date': deprecation.date,
    }),
  };
}

// The names come from JSON, which allows characters that a header must not contain.
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
