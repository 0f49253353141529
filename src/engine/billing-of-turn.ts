import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import { costOfUsage } from './cost-of-usage.js';
import type { Turn } from './turn.js';
import { usageOfTurn } from './usage-of-turn.js';

/** Usage and cost as the wire has them side by side; without `cost` where the script leaves it out. */
export function billingOfTurn(turn: Turn): { usage: CompletionUsage; cost?: CompletionCost } {
  const usage = usageOfTurn(turn);
  const { cost = costOfUsage(usage) } = turn.reply;
  return cost ? { usage, cost } : { usage };
}
