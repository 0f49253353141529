import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';

/** US dollars for a million tokens, about what a small model costs. */
const price = { prompt: 0.15, completion: 0.6 };

/** What the tokens cost, to the billionth of a dollar. */
export function costOfUsage({ prompt_tokens, completion_tokens }: CompletionUsage): CompletionCost {
  const usdOfMillion = prompt_tokens * price.prompt + completion_tokens * price.completion;
  return { usd: Math.round(usdOfMillion * 1000) / 1e9, diem: 0 };
}
