import { APIConnectionError, type APIConnectionErrorInit } from './api-connection-error.js';

/**
 * Why an answer counts as truncated.
 *
 * - `connection`: it broke off, or its body ended without an end marker.
 * - `no-finish-reason`: it ended with `[DONE]`, but without the `finish_reason` of every choice. Gateways also write
 *   `[DONE]` after their own connection to the model has failed.
 */
export type TruncationReason = 'connection' | 'no-finish-reason';

/** {@link APIConnectionErrorInit} and why the answer counts as truncated. */
export interface TruncatedStreamErrorInit extends APIConnectionErrorInit {
  /** Why the answer counts as truncated. Default: `connection`. */
  readonly reason?: TruncationReason;
}

/** The answer ended before it was complete; `cause` is the underlying error, if known. */
export class TruncatedStreamError extends APIConnectionError {
  /** Why the answer counts as truncated. */
  declare readonly reason: TruncationReason;

  constructor(init: TruncatedStreamErrorInit) {
    super(withReason(init));
  }

  override get name(): 'TruncatedStreamError' {
    return 'TruncatedStreamError';
  }

  /** True. `retryOnApiError` retries `no-finish-reason` only once, since the same server may end every answer like this. */
  override get isRetryable(): true {
    return true;
  }
}

function withReason(init: TruncatedStreamErrorInit): TruncatedStreamErrorInit {
  return { reason: 'connection', ...init };
}
