import type { CompletionCost } from '../wire/completion-usage.js';
import type { Model, ModelPricing } from '../wire/model.js';

/** Tokens of one run. */
export interface TokenCounts {
  readonly prompt: number;
  /** Number of prompt tokens read from the cache. */
  readonly cached: number;
  readonly completion: number;
}

/** Returns the prices of a model by its id or its trait, such as `default`, or undefined if the list has none. */
export function findPricing(name: string | undefined, models: readonly Model[]): ModelPricing | undefined {
  const model =
    models.find(({ id }) => id === name) ??
    models.find(({ model_spec }) => model_spec?.traits?.includes(name ?? ''));
  return model?.model_spec?.pricing;
}

/** Returns the cost of tokens at prices per million. */
export function costOfTokens(
  { prompt, cached, completion }: TokenCounts,
  { input, output, cache_input = input }: ModelPricing,
): CompletionCost {
  const sum = (unit: 'diem' | 'usd'): number =>
    ((prompt - cached) * (input?.[unit] ?? 0) +
      cached * (cache_input?.[unit] ?? 0) +
      completion * (output?.[unit] ?? 0)) /
    1e6;
  return { usd: sum('usd'), diem: sum('diem') };
}
