import type { CompletionCost, CompletionUsage } from '../../wire/completion-usage.js';
import { costOfUsage } from './cost-of-usage.js';
import type { Turn } from './turn.js';
import { usageOfTurn } from './usage-of-turn.js';

/** Usage and cost as the wire has them side by side; without `cost` where the script or the price list leaves it out. */
export function billingOfTurn(turn: Turn): { usage: CompletionUsage; cost?: CompletionCost } {
  const { model, reply } = turn;
  const usage = usageOfTurn(turn);
  const { cost = costOfUsage(usage, model.model_spec.pricing, reply.citations !== undefined) } = reply;
  return cost ? { usage, cost } : { usage };
}
