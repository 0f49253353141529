import type { CompletionUsage } from '../wire/completion-usage.js';
import type { Model } from '../wire/model.js';
import { tokensOfText } from './estimate-tokens.js';
import { type TokenCounts, costOfTokens, findPricing } from './price-list.js';
import type { UsageRecord } from './usage-record.js';

/**
 * Returns the record with a cost: its own if the server has billed it, else an estimate from the prices of `models`, as
 * emitted by `client.models.list()`, with `isEstimated`.
 *
 * The estimate uses the token counts of the server. Without them, as for cancelled runs, a token is four characters of the
 * prompt or one chunk of the response; runs that failed before their response started cost nothing. A record of a model
 * without a price is unchanged. The server's billing of cancelled runs is not documented.
 *
 * @example
 * ```ts
 * import { combineLatest, map } from 'rxjs';
 * import { VeniceClient, estimateCost, usageRecords } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * combineLatest([usageRecords(client), client.models.list()])
 *   .pipe(map(([entry, models]) => estimateCost(entry, models)))
 *   .subscribe(({ cost, isEstimated }) => console.log(isEstimated ? 'about' : 'exactly', cost?.usd));
 * ```
 */
export function estimateCost(entry: UsageRecord, models: readonly Model[]): UsageRecord {
  const { answeredBy, attempts, model, outcome, parts, promptCharacters = 0, usage } = entry;
  const pricing = findPricing(answeredBy, models) ?? findPricing(model, models);
  if (entry.cost !== undefined || pricing === undefined) return entry;
  const isFree = attempts === 0 || (outcome === 'failed' && parts === 0);
  const guessed = { prompt: isFree ? 0 : tokensOfText(promptCharacters), cached: 0, completion: parts };
  return { ...entry, cost: costOfTokens(toTokenCounts(usage) ?? guessed, pricing), isEstimated: true };
}

/** Returns the server's token counts, or undefined if one is missing. */
function toTokenCounts(usage: CompletionUsage | undefined): TokenCounts | undefined {
  if (usage === undefined || !(usage.prompt_tokens >= 0) || !(usage.completion_tokens >= 0)) return undefined;
  return {
    prompt: usage.prompt_tokens,
    cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
    completion: usage.completion_tokens,
  };
}
