import type { Observable } from 'rxjs';
import type { RequestOptions } from './client-options.js';
import { type JsonOperation, type JsonRequest, jsonOperation } from './json-operation.js';
import type { RequestContext } from './request-context.js';
import { resolveRunSettings } from './resolve-run-settings.js';
import { runOperation } from './run-operation.js';

/** Runs a JSON request. Cold; throws a `TypeError` for invalid options. */
export function runJson(
  context: RequestContext,
  request: JsonRequest,
  declared: JsonOperation,
  options: RequestOptions,
): Observable<object> {
  const operation = jsonOperation(request, declared);
  const settings = resolveRunSettings(context, operation, options);
  return runOperation(context, operation, request, settings, (run) => run());
}
