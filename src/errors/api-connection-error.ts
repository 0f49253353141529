import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and the system's code. */
export interface APIConnectionErrorInit extends VeniceErrorInit {
  /** The system's code, such as `ECONNREFUSED`, where there is one. */
  readonly code?: string;
}

/**
 * Codes of failures that a retry does not fix: TLS does not trust the server or is not spoken there, the request cannot be
 * sent, the proxy of the environment is none, the answer's coding is unknown or not what it says, or undici is missing.
 */
const lasting =
  /^(CERT_|DEPTH_ZERO|ERR_(CONTENT_CODING|_ERROR_FORMAT|PROXY|SSL|TLS)|MODULE_NOT_FOUND|SELF_SIGNED|UNABLE_TO|UND_ERR_(DESTROYED|INVALID_ARG|NOT_SUPPORTED|REQ_)|Z_DATA_ERROR)/;

/** No answer: the name is unknown, the connection refused or reset, TLS failed. */
export class APIConnectionError extends VeniceError {
  /** The system's code, such as `ECONNREFUSED`, where there is one. */
  declare readonly code?: string;

  constructor(init: APIConnectionErrorInit) {
    super(init);
  }

  override get name(): string {
    return 'APIConnectionError';
  }

  /** True, but for those that a retry cannot fix, such as a server that TLS does not trust. */
  override get isRetryable(): boolean {
    return !lasting.test(this.code ?? '');
  }
}
