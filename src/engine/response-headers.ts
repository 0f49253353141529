import type { AnswerContext } from './answer-context.js';
import { limitHeaders } from './limits/limit-headers.js';
import type { EngineModel } from './models/engine-model.js';

/** The version of Venice's API that the engine stands in for. */
const apiVersion = '20260821.193530';

/** What of the context the headers depend on; `caller` says whose failures to tell of. */
export type HeaderContext = Pick<AnswerContext, 'id' | 'meters' | 'now'> & { readonly caller?: string };

/**
 * The headers that Venice sends: always its version and the name of the exchange; with limits, balances and facts of the
 * model where one was chosen.
 */
export function responseHeaders(
  context: HeaderContext,
  contentType: string,
  model?: EngineModel,
): Record<string, string> {
  const { id, meters, now } = context;
  const always = {
    'content-type': contentType,
    'cf-ray': `${id.slice(0, 16)}-LOC`,
    'x-venice-version': apiVersion,
  };
  if (model === undefined) return always;

  return {
    ...always,
    ...modelHeaders(model),
    'x-venice-balance-usd': '25.000000',
    'x-venice-balance-diem': '0',
    ...limitHeaders(model.id, meters, now),
    ...budgetHeaders(context),
  };
}

function modelHeaders({ id, model_spec: { name, deprecation } }: EngineModel): Record<string, string> {
  return {
    'x-venice-model-id': printable(id),
    'x-venice-model-name': printable(name),
    ...(deprecation && {
      'x-venice-model-deprecation-warning': printable(`The model ${id} will be removed.`),
      'x-venice-model-deprecation-date': deprecation.date,
    }),
  };
}

function budgetHeaders({ caller, meters, now }: HeaderContext): Record<string, string> {
  if (caller === undefined || !meters.budget) return {};
  const { remaining, resets } = meters.budget.state(caller, now);
  return { 'x-ratelimit-remaining': String(remaining), 'x-ratelimit-resets': String(resets) };
}

// A header cannot carry every text that JSON can.
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
