import type { ErrorBody } from './error-body.js';

/** Codes and types of errors inside a stream, with the status of the same error outside a stream. */
const statuses = new Map<string, number>([
  ['model_overloaded', 429],
  ['rate_limit_exceeded', 429],
  ['rate_limit_error', 429],
  ['insufficient_quota', 429],
  ['content_blocked_by_provider', 422],
  ['content_filter_error', 422],
  ['content_policy_violation', 422],
  ['context_length_exceeded', 400],
  ['invalid_request_error', 400],
  ['invalid_api_key', 401],
  ['authentication_error', 401],
  ['insufficient_balance', 402],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['model_not_found', 404],
  ['overloaded_error', 503],
  ['model_offline', 503],
  ['model_at_capacity', 503],
  ['tee_attestation_failed', 502],
  ['tee_signature_failed', 502],
  ['request_timeout', 504],
  ['inference_failed', 500],
  ['unknown_error', 500],
  ['upstream_error', 500],
  ['server_error', 500],
  ['api_error', 500],
]);

/**
 * Returns the status that an error inside a stream would have outside it: by its code (a number is used as the status), else by
 * its type; 0 if both are unknown. Source: `docs/wire-format.md`, "Errors inside a stream".
 */
export function statusOfCode({ code, type }: ErrorBody): number {
  const number = Number(code ?? Number.NaN);
  if (Number.isInteger(number) && number >= 400 && number <= 599) return number;
  return statuses.get(code?.toLowerCase() ?? '') ?? statuses.get(type?.toLowerCase() ?? '') ?? 0;
}
