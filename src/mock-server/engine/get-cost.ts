import type { CompletionCost, CompletionUsage } from '../../wire/completion-usage.js';
import type { EnginePrices } from './models/engine-model.js';

/** US dollars per web search. */
const searchPrice = 0.01;

/** Returns the cost of the tokens, and of a web search if there was one, rounded to a billionth of a dollar; null without prices. */
export function getCost(
  { prompt_tokens, completion_tokens, prompt_tokens_details }: CompletionUsage,
  prices: EnginePrices | undefined,
  hasSearched = false,
): CompletionCost | null {
  if (!prices) return null;
  const cached = prompt_tokens_details?.cached_tokens ?? 0;
  // Prices are US dollars per million tokens.
  const microdollars =
    (prompt_tokens - cached) * prices.input.usd +
    cached * (prices.cache_input ?? prices.input).usd +
    completion_tokens * prices.output.usd;
  const usd = microdollars / 1e6 + (hasSearched ? searchPrice : 0);
  return { usd: Math.round(usd * 1e9) / 1e9, diem: 0 };
}
