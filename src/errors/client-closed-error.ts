import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** `client.close()` ended the run, or came before it. */
export class ClientClosedError extends VeniceError {
  constructor(init: VeniceErrorInit) {
    super(init);
  }

  override get name(): 'ClientClosedError' {
    return 'ClientClosedError';
  }

  override get isRetryable(): false {
    return false;
  }
}
