import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and the system error code. */
export interface APIConnectionErrorInit extends VeniceErrorInit {
  /** System error code, such as `ECONNREFUSED`, if there is one. */
  readonly code?: string;
}

/**
 * Codes of failures that a retry does not fix: an untrusted certificate, a server that does not speak TLS, a request that
 * cannot be sent, a proxy that is invalid or refuses to connect, an unknown or wrong content encoding, or undici is missing.
 */
const lasting =
  /^(CERT_|DEPTH_ZERO|ERR_(CONTENT_CODING|_ERROR_FORMAT|PROXY(?!_(408|425|429|5))|SSL|TLS)|MODULE_NOT_FOUND|SELF_SIGNED|UNABLE_TO|UND_ERR_(DESTROYED|INVALID_ARG|NOT_SUPPORTED|REQ_)|Z_DATA_ERROR)/;

/** No response: the host name is unknown, the connection was refused or reset, or TLS failed. */
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
    return !lasting.test(this.code ?? '');
  }
}
