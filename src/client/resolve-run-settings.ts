import { type MonoTypeOperatorFunction, identity } from 'rxjs';
import { checkHeaders } from '../request/check-headers.js';
import { resolveTimeouts } from '../request/timeouts.js';
import { checkTags } from './check-tags.js';
import type { RequestOptions } from './client-options.js';
import type { Operation, RunSettings } from './operation.js';
import type { RequestContext } from './request-context.js';

/** Validates the options of a run. Throws a `TypeError` that names the invalid one. */
export function resolveRunSettings<Value>(
  context: RequestContext,
  { retry }: Pick<Operation<never, Value>, 'retry'>,
  options: RequestOptions & { readonly retry?: MonoTypeOperatorFunction<Value> | false | undefined },
): RunSettings<Value> {
  return {
    timeouts: resolveTimeouts(options.timeouts, context.timeouts),
    retry: checkRetry(options.retry ?? (retry === 'safe' && context.retry)),
    headers: checkHeaders(options.headers),
    signal: options.signal,
    tags: checkTags(options.tags),
    extraBody: undefined,
    gate: undefined,
  };
}

function checkRetry<Value>(retry: unknown): MonoTypeOperatorFunction<Value> {
  if (retry === undefined || retry === false) return identity;
  if (typeof retry === 'function') return retry as MonoTypeOperatorFunction<Value>;
  throw new TypeError('retry: give an operator, such as retryOnApiError(), or false');
}
