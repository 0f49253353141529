import type { AttemptRequest } from '../request/request-interceptor.js';
import { hasControls } from './settings.js';

/** Returns method and path if they are valid; throws a `TypeError` otherwise. */
export function checkRequestLine(
  method: AttemptRequest['method'],
  path: string,
): Pick<AttemptRequest, 'method' | 'path'> {
  if (typeof path !== 'string' || !path.startsWith('/') || hasControls(path)) {
    throw new TypeError('path: must begin with a slash and have no control characters');
  }
  if (!['GET', 'POST'].includes(method)) throw new TypeError('method: give GET or POST');
  return { method, path };
}
