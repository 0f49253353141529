import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aWord, required } from '../options/option-rules.js';
import type { AttemptRequest } from '../request/request-interceptor.js';
import { hasControls } from '../request/has-controls.js';

type RequestLine = Pick<AttemptRequest, 'method' | 'path'>;

/** Rules for method and path. */
export const requestLineRules: OptionRules<RequestLine> = {
  method: required(aWord('GET', 'POST', 'DELETE')),
  path: required([isPath, 'a path such as /models']),
};

/** Returns method and path if they are valid; throws a `TypeError` otherwise. */
export function checkRequestLine(method: RequestLine['method'], path: string): RequestLine {
  const line = { method, path };
  checkOptions<RequestLine>(line, requestLineRules);
  return line;
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('/') && !hasControls(value);
}
