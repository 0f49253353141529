import type { AnswerContext } from './answer-context.js';
import { budgetHeaders } from './limits/budget-headers.js';
import { limitHeaders } from './limits/limit-headers.js';
import type { EngineModel } from './models/engine-model.js';
import { modelHeaders } from './models/model-headers.js';

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
