import type { EngineModel } from './engine-model.js';

/** Headers that name the model that answers, and warn if the requested one is deprecated. */
export function modelHeaders(model: EngineModel, asked: EngineModel = model): Record<string, string> {
  const { deprecation } = asked.model_spec;
  const end = asked === model ? 'will be removed' : `has been replaced by ${model.id}`;
  return {
    'x-venice-model-id': printable(model.id),
    'x-venice-model-name': printable(model.model_spec.name),
    'x-venice-model-router': 'local',
    ...(deprecation && {
      'x-venice-model-deprecation-warning': printable(`The model ${asked.id} ${end}.`),
      'x-venice-model-deprecation-date': deprecation.date,
    }),
  };
}

// A header cannot contain every string that JSON can.
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
