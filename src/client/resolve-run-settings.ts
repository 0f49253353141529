import { type MonoTypeOperatorFunction, identity } from 'rxjs';
import { checkHeaders } from '#check-headers';
import { resolveTimeouts } from '../request/timeouts.js';
import { checkTags } from './check-tags.js';
import type { ChatRequestOptions, RequestOptions } from './client-options.js';
import type { Operation, RunSettings } from './operation.js';
import type { RequestContext } from './request-context.js';

/** Validates the options of a run, and adds those of the client as defaults. Throws a `TypeError` that names an invalid option. */
export function resolveRunSettings<Value>(
  context: RequestContext,
  operation: Pick<Operation<never, Value>, 'retry'>,
  options: RequestOptions &
    Pick<ChatRequestOptions, 'extraBody' | 'gate' | 'requireFinishReason'> & {
      readonly retry?: Operation<never, Value>['retry'] | undefined;
    },
): RunSettings<Value> {
  const { retry = operation.retry } = options;
  const operator = retry === true ? context.retry : retry;
  return {
    timeouts: resolveTimeouts(options.timeouts, context.timeouts),
    retry: operator ? (operator as MonoTypeOperatorFunction<Value>) : identity,
    headers: checkHeaders(options.headers),
    signal: options.signal,
    tags: checkTags(options.tags),
    extraBody: options.extraBody,
    requireFinishReason: options.requireFinishReason ?? context.requireFinishReason ?? true,
    gate: options.gate,
  };
}
