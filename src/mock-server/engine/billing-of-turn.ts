import type { CompletionCost, CompletionUsage } from '../../wire/completion-usage.js';
import { costOfUsage } from './cost-of-usage.js';
import type { Turn } from './turn.js';
import { usageOfTurn } from './usage-of-turn.js';

/** Usage and cost as on the wire; without `cost` if the script or the pricing omits it. */
export function billingOfTurn(turn: Turn): { usage: CompletionUsage; cost?: CompletionCost } {
  const { model, reply } = turn;
  const usage = usageOfTurn(turn);
  const { cost = costOfUsage(usage, model.model_spec.pricing, reply.citations !== undefined) } = reply;
  return cost ? { usage, cost } : { usage };
}
