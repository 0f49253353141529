import { addNumbers } from '../reducer/add-numbers.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';

/** Tokens and cost of all answers. */
export interface Totals {
  readonly usage?: CompletionUsage;
  readonly cost?: CompletionCost;
}

/** Returns the totals with the usage and the cost of an answer. */
export function addToTotals(totals: Totals, completion: ChatCompletion): Totals {
  const usage = addNumbers(totals.usage, completion.usage);
  const cost = addNumbers(totals.cost, completion.cost);
  return { ...(usage && { usage }), ...(cost && { cost }) };
}
