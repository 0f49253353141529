import { isAmount } from '../json/is-amount.js';
import { isRecord } from '../json/is-record.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import type { Model, ModelPricing } from '../wire/model.js';

/** Tokens of one run. */
export interface TokenCounts {
  readonly prompt: number;
  /** Number of prompt tokens read from the cache. */
  readonly cached?: number;
  /** Number of prompt tokens written to the cache. */
  readonly written?: number;
  readonly completion: number;
}

/** Returns the server's token counts, or undefined if one is missing. */
export function toTokenCounts(usage: CompletionUsage | undefined): TokenCounts | undefined {
  const { prompt_tokens: prompt, completion_tokens: completion, prompt_tokens_details } = usage ?? {};
  if (!isAmount(prompt) || !isAmount(completion)) return undefined;
  const details = isRecord(prompt_tokens_details) ? prompt_tokens_details : {};
  // Some servers have these counts next to the others, under the names of Anthropic.
  const cached = [details['cached_tokens'], usage?.['cache_read_input_tokens']].find(isAmount) ?? 0;
  const name = 'cache_creation_input_tokens';
  const written = [details[name], usage?.[name]].find(isAmount) ?? 0;
  // Servers that do not count them as tokens of the prompt report more of them than it has.
  const isApart = cached + written > prompt;
  return { prompt: isApart ? prompt + cached + written : prompt, cached, written, completion };
}

/** Returns the prices of a model by its id or its trait, such as `default`, or undefined if the list has none. */
export function findPricing(name: string | undefined, models: readonly Model[]): ModelPricing | undefined {
  const model =
    models.find(({ id }) => id === name) ??
    models.find(({ model_spec }) => model_spec?.traits?.includes(name ?? ''));
  return model?.model_spec?.pricing;
}

/**
 * Returns the cost of tokens at prices per million. A prompt above the threshold of the extended prices pays them for the whole
 * request; if a price is missing, the price of input tokens is used.
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
