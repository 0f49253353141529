import type { ChatCompletion } from '../../wire/chat-completion.js';
import type { ResponseHead } from './response-head.js';
import { APIError, type APIErrorInit } from '../api-error.js';
import { AuthenticationError } from '../authentication-error.js';
import { BadRequestError } from '../bad-request-error.js';
import { ConflictError } from '../conflict-error.js';
import { ContextLengthExceededError } from '../context-length-exceeded-error.js';
import { isContextLengthError } from './context-length.js';
import type { ErrorBody } from './error-body.js';
import { omitUndefined } from '../../json/omit-undefined.js';
import { InternalServerError } from '../internal-server-error.js';
import { ModelGoneError } from '../model-gone-error.js';
import { NotFoundError } from '../not-found-error.js';
import { PaymentRequiredError } from '../payment-required-error.js';
import { PermissionDeniedError } from '../permission-denied-error.js';
import { RateLimitError } from '../rate-limit-error.js';
import { rateLimitReason } from './rate-limit-reason.js';
import { ServiceUnavailableError } from '../service-unavailable-error.js';
import { UnprocessableEntityError } from '../unprocessable-entity-error.js';
import { getRequestId } from './get-request-id.js';
import { waitBeforeRetry } from './wait-before-retry.js';

const classes: Readonly<Record<number, new (init: APIErrorInit) => APIError>> = {
  400: BadRequestError,
  401: AuthenticationError,
  402: PaymentRequiredError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  410: ModelGoneError,
  413: BadRequestError,
  415: BadRequestError,
  422: UnprocessableEntityError,
  503: ServiceUnavailableError,
};

/** Parts from which an error is created. */
export interface APIErrorSource {
  /** Head of the response. */
  readonly head: ResponseHead;
  /** Contents of the error body. */
  readonly body: ErrorBody;
  /** Status that selects the class; 0 if unknown. Of an error inside an answer, the status that belongs to its code. */
  readonly kind: number;
  /** See `APIError.inBand`. */
  readonly inBand: boolean;
  /** Why the body is incomplete, if it is. */
  readonly cause?: unknown;
  /** The part of the answer in the body, if any. */
  readonly partial?: ChatCompletion | undefined;
}

/** Creates an error of the class that `kind` selects; a `ContextLengthExceededError` is recognized first. */
export function createAPIError({ head, body, kind, inBand, cause, partial }: APIErrorSource): APIError {
  const { status, headers, now } = head;
  const reason = kind === 429 ? rateLimitReason(body, headers) : undefined;
  const retryAfter = waitBeforeRetry({ headers, now, retryAfter: body.retryAfter, reason });
  const init = omitUndefined<APIErrorInit>({
    message: inBand
      ? `${body.message} (in an answer with status ${status})`
      : withStatus(status, body.message),
    status,
    code: body.code,
    body: body.body,
    headers,
    inBand,
    requestId: getRequestId(headers),
    retryAfter,
    cause,
    partial,
  });
  if (isContextLengthError(body, kind)) return new ContextLengthExceededError(init);
  if (reason !== undefined) return new RateLimitError({ ...init, reason });
  return new (classes[kind] ?? (kind >= 500 ? InternalServerError : APIError))(init);
}

/** The title of an error page of a proxy often begins with the status already. */
function withStatus(status: number, message: string): string {
  return message.startsWith(`${status}`) ? message : `${status} ${message}`;
}
