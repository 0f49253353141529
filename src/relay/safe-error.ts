import type { APIError } from '../errors/api-error.js';
import { describeErrorBody } from '../errors/error-body.js';
import { statusOfCode } from '../errors/status-of-code.js';
import { isVeniceError } from '../errors/venice-error.js';
import type { WireError } from './wire-answer.js';

/**
 * What a browser may know of an error: a status and a code of Venice's, so that its client makes of it an error of the same
 * class, and a sentence of ours. Nothing that the server behind the relay said, and nothing of the relay's account: what is
 * wrong with that is a 502. Only a `RequestError` keeps its message, which shows no value of the request.
 */
export function safeError(error: unknown): WireError {
  if (!isVeniceError(error)) return sentences.failed;
  // By name: the error may be of another copy of the package.
  switch (error.name) {
    case 'RequestError':
      return { ...sentences.refused, message: error.message };
    case 'APITimeoutError':
      return sentences.late;
    case 'ClientClosedError':
      return sentences.away;
    case 'FailureBudgetError':
      return { ...sentences.away, retryAfter: error.retryAfter };
    case 'LimitExceededError':
      return 'what' in error && error.what === 'queue' ? sentences.busy : sentences.failed;
    default:
      return 'inBand' in error ? fromAnswer(error as APIError) : sentences.broken;
  }
}

function fromAnswer(error: APIError): WireError {
  const status = error.inBand ? statusOfCode(describeErrorBody(error.body)) : (error.status ?? 0);
  const answer = byStatus.get(status) ?? sentences.broken;
  return error.retryAfter === undefined ? answer : { ...answer, retryAfter: error.retryAfter };
}

const sentences = {
  refused: { status: 400, code: 'invalid_request_error', message: 'The request was refused.' },
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
} satisfies Record<string, WireError>;

const byStatus = new Map<number, WireError>([
  [400, sentences.refused],
  [404, sentences.missing],
  [410, sentences.missing],
  [413, sentences.large],
  [415, sentences.refused],
  [422, sentences.blocked],
  [429, sentences.busy],
  [503, sentences.away],
  [504, sentences.late],
]);
