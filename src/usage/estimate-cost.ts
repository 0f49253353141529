import type { CompletionUsage } from '../wire/completion-usage.js';
import type { Model } from '../wire/model.js';
import { tokensOfText } from './estimate-tokens.js';
import { type TokenCounts, costOfTokens, findPricing } from './price-list.js';
import type { UsageRecord } from './usage-record.js';

/**
 * The entry with a cost: its own where the server has billed it, else an estimate by the prices of `models`, as
 * `client.models.list()` emits them, and then `isEstimated`.
 *
 * The estimate takes the tokens that the server has counted. Where it has not, as for runs that were cancelled, a token is four
 * characters of the prompt, or one chunk of the answer; runs that failed before their answer began cost nothing. An entry whose
 * model has no price stays as it is. What a server bills for a run that was cancelled is not documented.
 *
 * @example
 * ```ts
 * import { combineLatest, map } from 'rxjs';
 * import { VeniceClient, estimateCost } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * combineLatest([client.usageRecords, client.models.list()])
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

/** What the server has counted; undefined where it has left one of the counts out. */
function toTokenCounts(usage: CompletionUsage | undefined): TokenCounts | undefined {
  if (usage === undefined || !(usage.prompt_tokens >= 0) || !(usage.completion_tokens >= 0)) return undefined;
  return {
    prompt: usage.prompt_tokens,
    cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
    completion: usage.completion_tokens,
  };
}
