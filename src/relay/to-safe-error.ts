import type { APIError } from '../errors/api-error.js';
import { describeFailure } from '../errors/from-response/failed-choice.js';
import type { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { statusOfCode } from '../errors/from-response/code-statuses.js';
import { type VeniceError, isVeniceError } from '../errors/venice-error.js';
import type { SafeError } from './safe-error.js';

/**
 * Reduces an error to a status, a code and a fixed message that a client of your server may see. The result contains no text from Venice
 * and no details of your account. Only a `RequestError` keeps its message, which shows no value of the request.
 *
 * An invalid or missing key and an account without funds (401, 402, 403) become a 502, and Venice's rate limits (429) a 503, since the
 * client has done nothing wrong. `retryAfter` of a response or of an open circuit is kept. An error that is not a `VeniceError` becomes a 500.
 *
 * @example
 * ```ts
 * import { RateLimitError } from 'venice-rx';
 * import { toSafeError } from 'venice-rx/relay';
 *
 * const error = new RateLimitError({
 *   message: '429 Rate limit exceeded for account 4711',
 *   status: 429,
 *   code: null,
 *   body: null,
 *   headers: {},
 *   inBand: false,
 *   reason: 'limit',
 *   retryAfter: 7000,
 * });
 * console.log(toSafeError(error)); // { status: 503, code: 'model_offline', message: …, retryAfter: 7000 }
 * ```
 */
export function toSafeError(error: unknown): SafeError {
  return { ...safeErrorFor(error) };
}

function safeErrorFor(error: unknown): SafeError {
  if (!isVeniceError(error)) return safeErrors.failed;
  // By name: the error may come from another copy of the package.
  switch (error.name) {
    case 'RequestError':
      return { ...safeErrors.refused, message: error.message };
    case 'APITimeoutError':
      return safeErrors.late;
    case 'ClientClosedError':
      return safeErrors.away;
    case 'CircuitOpenError':
      return withRetryAfter(safeErrors.away, error);
    case 'LimitExceededError':
    case 'SpendingLimitError':
      return limitError(error);
    case 'ContextLengthExceededError':
      return safeErrors.long;
    default:
      return 'inBand' in error ? fromResponse(error as APIError) : safeErrors.broken;
  }
}

/** A full queue means that the relay is busy. If a response exceeds a limit, Venice has failed; otherwise the relay has. */
function limitError(error: VeniceError): SafeError {
  const { kind } = error as Partial<LimitExceededError>;
  if (kind === 'queue') return safeErrors.busy;
  return brokenByServer.includes(String(kind)) ? safeErrors.broken : safeErrors.failed;
}

/** Limits that a response of Venice may exceed. */
const brokenByServer: readonly string[] = [
  'answer body',
  'choices',
  'depth',
  'fields',
  'frame',
  'tool calls',
];

function fromResponse(error: APIError): SafeError {
  const status = error.inBand ? statusOfCode(describeFailure(error.body)) : (error.status ?? 0);
  return withRetryAfter(byStatus.get(status) ?? safeErrors.broken, error);
}

function withRetryAfter(safe: SafeError, { retryAfter }: VeniceError): SafeError {
  return retryAfter !== undefined && Number.isFinite(retryAfter) ? { ...safe, retryAfter } : safe;
}

const safeErrors = {
  refused: { status: 400, code: 'invalid_request_error', message: 'The request was refused.' },
  long: { status: 400, code: 'context_length_exceeded', message: 'The chat is too long for the model.' },
  missing: { status: 404, code: 'model_not_found', message: 'The model is not available.' },
  large: { status: 413, code: '413', message: 'The request is too large.' },
  blocked: {
    status: 422,
    code: 'content_policy_violation',
    message: 'The request was refused for its content.',
  },
  busy: { status: 429, code: 'rate_limit_exceeded', message: 'Too many requests. Try again later.' },
  failed: { status: 500, code: 'server_error', message: 'The relay has failed.' },
  broken: { status: 502, code: 'upstream_error', message: 'The answer has failed.' },
  away: { status: 503, code: 'model_offline', message: 'The service is not available. Try again later.' },
  late: { status: 504, code: 'request_timeout', message: 'The answer took too long.' },
} satisfies Record<string, SafeError>;

const byStatus = new Map<number, SafeError>([
  [400, safeErrors.refused],
  [404, safeErrors.missing],
  [410, safeErrors.missing],
  [413, safeErrors.large],
  [415, safeErrors.refused],
  [422, safeErrors.blocked],
  [429, safeErrors.away],
  [503, safeErrors.away],
  [504, safeErrors.late],
]);
