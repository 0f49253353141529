import type { AnswerContext } from './answer-context.js';
import { getBudgetHeaders } from './limits/get-budget-headers.js';
import { getLimitHeaders } from './limits/get-limit-headers.js';
import type { EngineModel } from './models/engine-model.js';
import { getModelHeaders } from './models/get-model-headers.js';

/** Version of Venice's API that the engine simulates. */
const apiVersion = '20260821.193530';

/** The fields of the context on which the headers depend. */
export type HeaderContext = Pick<AnswerContext, 'id' | 'meters' | 'now'> & {
  /** Caller whose error budget is reported; undefined until the request has been read. */
  readonly caller?: string;
  /** The model that answers; undefined until it is selected. */
  readonly model?: EngineModel;
  /** The requested model, if another model has replaced it. */
  readonly retired?: EngineModel | undefined;
};

/**
 * Returns the headers that Venice sends: always content type, request id, version and time; with a `caller`, the number of
 * failures left; with a `model`, limits, balances and the headers of the model.
 */
export function getResponseHeaders(context: HeaderContext, contentType: string): Record<string, string> {
  const { caller, id, meters, model, now, retired } = context;
  return {
    'content-type': contentType,
    'cf-ray': `${id.slice(0, 16)}-LOC`,
    'x-venice-version': apiVersion,
    'x-venice-timestamp': new Date(now).toISOString(),
    ...(caller !== undefined && getBudgetHeaders(caller, meters, now)),
    ...(model && {
      ...getModelHeaders(model, retired),
      'x-venice-balance-usd': '25.000000',
      'x-venice-balance-diem': '0',
      ...getLimitHeaders(model.id, meters, now),
    }),
  };
}
