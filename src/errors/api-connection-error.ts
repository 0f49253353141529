import { VeniceError, type VeniceErrorFacts } from './venice-error.js';

/** {@link VeniceErrorFacts} and the system's code. */
export interface APIConnectionErrorFacts extends VeniceErrorFacts {
  /** The system's code, such as `ECONNREFUSED`, where there is one. */
  readonly code?: string;
}

/** Codes by which TLS says that this server is not to be trusted, or does not speak TLS. */
const untrusted = /^(CERT_|DEPTH_ZERO|ERR_SSL|ERR_TLS|SELF_SIGNED|UNABLE_TO)/;

/** No answer: the name is unknown, the connection refused or reset, TLS failed. */
export class APIConnectionError extends VeniceError {
  /** The system's code, such as `ECONNREFUSED`, where there is one. */
  declare readonly code?: string;

  constructor(facts: APIConnectionErrorFacts) {
    super(facts);
  }

  override get name(): string {
    return 'APIConnectionError';
  }

  /** True, but for a server that TLS does not trust. */
  override get isRetryable(): boolean {
    return !untrusted.test(this.code ?? '');
  }
}
