import { isLasting } from '#lasting-failures';
import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and the system error code. */
export interface APIConnectionErrorInit extends VeniceErrorInit {
  /** System error code, such as `ECONNREFUSED`, if there is one. */
  readonly code?: string;
}

/**
 * The response did not arrive, or only a part of it: for example, the host name is unknown, the connection was refused or reset,
 * TLS failed, or the body cannot be decompressed.
 */
export class APIConnectionError extends VeniceError {
  /** System error code, such as `ECONNREFUSED`, if there is one. */
  declare readonly code?: string;

  constructor(init: APIConnectionErrorInit) {
    super(init);
  }

  override get name(): string {
    return 'APIConnectionError';
  }

  /** True, except for failures that a retry cannot fix, such as an untrusted certificate. */
  override get isRetryable(): boolean {
    return !isLasting(this.code);
  }
}
