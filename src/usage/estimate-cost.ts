import type { Model } from '../wire/model.js';
import { tokensOfText } from './estimate-tokens.js';
import { costOfTokens, findPricing, toTokenCounts } from './price-list.js';
import type { UsageRecord } from './usage-record.js';

/**
 * Returns the record with a cost: its own if the server has billed it, else an estimate from the prices of `models`, as
 * emitted by `client.models.list()`, with `isEstimated`.
 *
 * The estimate uses the token counts of the server, and the prices of cached tokens and of long prompts. Without these counts, as for
 * cancelled runs, a token is four characters of the prompt or one chunk of the response; runs that failed before their response started
 * cost nothing. A record of a model without a price is unchanged. The server's billing of cancelled runs is not documented.
 *
 * @example
 * ```ts
 * import { combineLatest, map } from 'rxjs';
 * import { VeniceClient, estimateCost, usageRecords } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * combineLatest([usageRecords(client), client.models.list()])
 *   .pipe(map(([record, models]) => estimateCost(record, models)))
 *   .subscribe(({ cost, isEstimated }) => console.log(isEstimated ? 'about' : 'exactly', cost?.usd));
 * ```
 */
export function estimateCost(record: UsageRecord, models: readonly Model[]): UsageRecord {
  const { answeredBy, attempts, model, outcome, parts, promptCharacters = 0, usage } = record;
  const pricing = findPricing(answeredBy, models) ?? findPricing(model, models);
  if (record.cost !== undefined || pricing === undefined) return record;
  const isFree = attempts === 0 || (outcome === 'failed' && parts === 0);
  const guessed = { prompt: isFree ? 0 : tokensOfText(promptCharacters), completion: parts };
  return { ...record, cost: costOfTokens(toTokenCounts(usage) ?? guessed, pricing), isEstimated: true };
}
