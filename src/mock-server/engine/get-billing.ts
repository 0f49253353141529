import type { CompletionCost, CompletionUsage } from '../../wire/completion-usage.js';
import { getCost } from './get-cost.js';
import type { ChatAnswer } from './chat-answer.js';
import { getUsage } from './get-usage.js';

/** Returns usage and cost as on the wire; without `cost` if the reply sets it to null, or if the model has no prices. */
export function getBilling(answer: ChatAnswer): { usage: CompletionUsage; cost?: CompletionCost } {
  const { model, reply } = answer;
  const usage = getUsage(answer);
  const { cost = getCost(usage, model.model_spec.pricing, reply.citations !== undefined) } = reply;
  return cost ? { usage, cost } : { usage };
}
