import type { Observable } from 'rxjs';
import { type JsonRequest, type JsonRequestLine, jsonOperation } from './json-operation.js';
import type { RequestContext } from './request-context.js';
import { resolveRunSettings } from './resolve-run-settings.js';
import { runOperation } from './run-operation.js';

/** Sends a JSON request on subscription. Throws a `TypeError` for invalid options. */
export function runJson(context: RequestContext, request: JsonRequest): Observable<object> {
  const { path, body, method = body === undefined ? 'GET' : 'POST' } = request;
  const line: JsonRequestLine = { method, path, ...(body && { body }) };
  const operation = jsonOperation(line, request);
  const settings = resolveRunSettings(context, operation, request);
  return runOperation(context, operation, line, settings, (run) => run());
}
