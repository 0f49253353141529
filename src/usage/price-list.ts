import { isAmount } from '../json/is-amount.js';
import { isRecord } from '../json/is-record.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import type { Model, ModelPricing } from '../wire/model.js';

/** Token counts of one request and its answer. */
export interface TokenCounts {
  readonly prompt: number;
  /** Number of prompt tokens read from the cache. */
  readonly cached?: number;
  /** Number of prompt tokens written to the cache. */
  readonly written?: number;
  readonly completion: number;
}

/** Returns the server's token counts; undefined if the count of the prompt or of the completion is missing. */
export function toTokenCounts(usage: CompletionUsage | undefined): TokenCounts | undefined {
  const { prompt_tokens: prompt, completion_tokens: completion, prompt_tokens_details } = usage ?? {};
  if (!isAmount(prompt) || !isAmount(completion)) return undefined;
  const details = isRecord(prompt_tokens_details) ? prompt_tokens_details : {};
  // Some servers report these counts directly in `usage`, named as in the API of Anthropic.
  const cached = [details['cached_tokens'], usage?.['cache_read_input_tokens']].find(isAmount) ?? 0;
  const name = 'cache_creation_input_tokens';
  const written = [details[name], usage?.[name]].find(isAmount) ?? 0;
  // Some servers do not include the tokens of the cache in `prompt_tokens`; certain only if they are more than `prompt_tokens`.
  const areExcluded = cached + written > prompt;
  return { prompt: areExcluded ? prompt + cached + written : prompt, cached, written, completion };
}

/** Returns the prices of the model with this id or trait, such as `default`; undefined if `models` has none. */
export function findPricing(name: string | undefined, models: readonly Model[]): ModelPricing | undefined {
  const model =
    models.find(({ id }) => id === name) ??
    models.find(({ model_spec }) => model_spec?.traits?.includes(name ?? ''));
  return model?.model_spec?.pricing;
}

/**
 * Returns the cost of tokens at prices per million. If the prompt is longer than the threshold of the `extended` prices, these
 * prices apply to the whole request. Without a price for the cache, its tokens have the price of the input.
 *
 * Source: Venice API reference, `GET /models`, `pricing`.
 */
export function costOfTokens(
  { prompt, cached = 0, written = 0, completion }: TokenCounts,
  pricing: ModelPricing,
): CompletionCost {
  const { extended } = pricing;
  const isExtended = prompt > (extended?.context_token_threshold ?? Infinity);
  const { input, output, cache_input = input, cache_write = input } = (isExtended && extended) || pricing;
  const sum = (unit: 'diem' | 'usd'): number =>
    ((prompt - cached - written) * (input?.[unit] ?? 0) +
      cached * (cache_input?.[unit] ?? 0) +
      written * (cache_write?.[unit] ?? 0) +
      completion * (output?.[unit] ?? 0)) /
    1e6;
  return { usd: sum('usd'), diem: sum('diem') };
}
