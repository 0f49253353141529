import type { Model } from '../wire/model.js';
import { tokensOfText } from './estimate-tokens.js';
import { costOfTokens, findPricing, toTokenCounts } from './price-list.js';
import type { UsageRecord } from './usage-record.js';

/**
 * Returns a record without a cost with an estimate from the prices of `models`, as emitted by `client.models.list()`, and with
 * `isEstimated: true`. A record with a bill of the server, or of a model without prices, is returned unchanged.
 *
 * The estimate uses the token counts of the server, and the prices of cached tokens and of long prompts. Without token counts,
 * as for most cancelled runs, it counts a token for every four characters of the prompt and for every chunk with output; runs that
 * were not sent, or failed before their first output, cost nothing. Venice does not document what cancelled runs cost.
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
  const estimated = { prompt: isFree ? 0 : tokensOfText(promptCharacters), completion: parts };
  return { ...record, cost: costOfTokens(toTokenCounts(usage) ?? estimated, pricing), isEstimated: true };
}
