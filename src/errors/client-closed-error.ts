import { VeniceError, type VeniceErrorFacts } from './venice-error.js';

/** `client.close()` ended the run, or came before it. */
export class ClientClosedError extends VeniceError {
  constructor(facts: VeniceErrorFacts) {
    super(facts);
  }

  override get name(): 'ClientClosedError' {
    return 'ClientClosedError';
  }

  override get isRetryable(): false {
    return false;
  }
}
