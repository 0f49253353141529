import type { AnswerContext } from './answer-context.js';
import { budgetHeaders } from './limits/budget-headers.js';
import { limitHeaders } from './limits/limit-headers.js';
import type { EngineModel } from './models/engine-model.js';
import { modelHeaders } from './models/model-headers.js';

/** The version of Venice's API that the engine stands in for. */
const apiVersion = '20260821.193530';

/** What of the context the headers depend on. */
export type HeaderContext = Pick<AnswerContext, 'id' | 'meters' | 'now'> & {
  /** Whose failures to tell of; undefined before that is known. */
  readonly caller?: string;
  /** The model that answers; undefined before one is chosen. */
  readonly model?: EngineModel;
  /** The model that was asked for, where another one answers in its place. */
  readonly retired?: EngineModel | undefined;
};

/**
 * The headers that Venice sends: always its version and the name of the exchange; with the failures that are left where
 * the caller is known, and with limits, balances and facts of the model where one was chosen.
 */
export function responseHeaders(context: HeaderContext, contentType: string): Record<string, string> {
  const { caller, id, meters, model, now, retired } = context;
  return {
    'content-type': contentType,
    'cf-ray': `${id.slice(0, 16)}-LOC`,
    'x-venice-version': apiVersion,
    'x-venice-timestamp': new Date(now).toISOString(),
    ...(caller !== undefined && budgetHeaders(caller, meters, now)),
    ...(model && {
      ...modelHeaders(model, retired),
      'x-venice-balance-usd': '25.000000',
      'x-venice-balance-diem': '0',
      ...limitHeaders(model.id, meters, now),
    }),
  };
}
