import type { APIError } from '../errors/api-error.js';
import { describeFailure } from '../errors/from-response/failed-choice.js';
import type { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { statusOfCode } from '../errors/from-response/code-statuses.js';
import { type VeniceError, isVeniceError } from '../errors/venice-error.js';
import type { SafeError } from './safe-error.js';

/**
 * Reduces an error to a status, a code and a fixed message that a client of your server may see. It contains no text from Venice
 * and no details of your account; only a `RequestError` keeps its message, which shows no value of the request.
 *
 * An invalid or missing key and an account without funds (401, 402, 403) become a 502, and Venice's rate limits (429) a 503: the
 * client has done nothing wrong. `retryAfter` is kept. An error from outside this package is a 500.
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
  if (!isVeniceError(error)) return sentences.failed;
  // By name: the error may come from another copy of the package.
  switch (error.name) {
    case 'RequestError':
      return { ...sentences.refused, message: error.message };
    case 'APITimeoutError':
      return sentences.late;
    case 'ClientClosedError':
      return sentences.away;
    case 'CircuitOpenError':
      return withRetryAfter(sentences.away, error);
    case 'LimitExceededError':
    case 'SpendingLimitError':
      return limitSentence(error);
    case 'ContextLengthExceededError':
      return sentences.long;
    default:
      return 'inBand' in error ? fromResponse(error as APIError) : sentences.broken;
  }
}

/** A full queue means that the relay is busy; an exceeded limit of a response is the server's fault. */
function limitSentence(error: VeniceError): SafeError {
  const { kind } = error as Partial<LimitExceededError>;
  if (kind === 'queue') return sentences.busy;
  return brokenByServer.includes(String(kind)) ? sentences.broken : sentences.failed;
}

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
  return withRetryAfter(byStatus.get(status) ?? sentences.broken, error);
}

function withRetryAfter(safe: SafeError, { retryAfter }: VeniceError): SafeError {
  return retryAfter !== undefined && Number.isFinite(retryAfter) ? { ...safe, retryAfter } : safe;
}

const sentences = {
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
  [400, sentences.refused],
  [404, sentences.missing],
  [410, sentences.missing],
  [413, sentences.large],
  [415, sentences.refused],
  [422, sentences.blocked],
  [429, sentences.away],
  [503, sentences.away],
  [504, sentences.late],
]);
