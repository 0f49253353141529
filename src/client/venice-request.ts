import type { MonoTypeOperatorFunction } from 'rxjs';
import { isRecord } from '../json/is-record.js';
import type { OptionRules } from '../options/check-options.js';
import { aString, aWord } from '../options/option-rules.js';
import { isFormData } from '../request/is-form-data.js';
import { requestLineRules } from './check-request-line.js';
import { type RequestOptions, requestOptionRules } from './client-options.js';

/** A request to any route of the API. */
export interface VeniceRequest extends RequestOptions {
  /** HTTP method. Default: `GET`, or `POST` if there is a body. */
  readonly method?: 'GET' | 'POST';
  /** Path after the base URL, with a leading slash, such as `/api_keys/rate_limits`. */
  readonly path: string;
  /** Plain JSON values, or a form, which is sent as `multipart/form-data`. */
  readonly body?: FormData | object;
  /** `json`: emits the JSON object of the response; `bytes`: its bytes, e.g. of speech. At most 64 MiB. Default: `json`. */
  readonly responseType?: 'bytes' | 'json';
  /**
   * Limits and circuit breaker. `chat`: counted together with the chats that have the same `model`; `own`: counted under the name of the
   * operation; `none`: neither, for a request that an interceptor of a chat sends while `concurrency` is used up. Default: `chat` if the
   * body has a `model`, else `own`.
   */
  readonly limits?: 'chat' | 'none' | 'own';
  /**
   * Retry operator of this request; true: the client's `retry`; false: none. Default: the client's for GET; none for POST,
   * since the server may have acted on a request that failed.
   */
  readonly retry?: MonoTypeOperatorFunction<object> | boolean;
  /** Name of the operation in usage records and for interceptors. Default: method and path without the query. */
  readonly operation?: string;
}

/** Rules for a request. */
export const requestRules: OptionRules<VeniceRequest> = {
  ...requestOptionRules,
  ...requestLineRules,
  method: aWord('GET', 'POST'),
  body: [isBody, 'a plain object or an instance of the global FormData'],
  responseType: aWord('json', 'bytes'),
  limits: aWord('chat', 'own', 'none'),
  retry: [isRetry, 'an operator, such as retryOnApiError(), or a boolean'],
  operation: aString,
};

/** Any other object, such as a `Blob` or the form of another library, would be sent as `{}`. */
function isBody(value: unknown): boolean {
  return isFormData(value) || (isRecord(value) && !(Symbol.toStringTag in value));
}

function isRetry(value: unknown): boolean {
  return typeof value === 'function' || typeof value === 'boolean';
}
