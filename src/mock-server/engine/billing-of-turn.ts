import type { CompletionCost, CompletionUsage } from '../../wire/completion-usage.js';
import { costOfUsage } from './cost-of-usage.js';
import type { Turn } from './turn.js';
import { usageOfTurn } from './usage-of-turn.js';

/** Returns usage and cost as on the wire, without `cost` if the reply omits it or the model has no prices. */
export function billingOfTurn(turn: Turn): { usage: CompletionUsage; cost?: CompletionCost } {
  const { model, reply } = turn;
  const usage = usageOfTurn(turn);
  const { cost = costOfUsage(usage, model.model_spec.pricing, reply.citations !== undefined) } = reply;
  return cost ? { usage, cost } : { usage };
}
