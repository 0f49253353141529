import type { EngineModel } from './engine-model.js';

/** Whether a model has been retired at the time `now`. */
export function isRetired({ model_spec: { deprecation } }: EngineModel, now: number): boolean {
  return deprecation !== undefined && Date.parse(deprecation.removesAt) <= now;
}
