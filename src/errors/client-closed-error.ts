import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** `client.close()` ended the run, or was called before the run started. Also if durable runs were closed by their `close()`. */
export class ClientClosedError extends VeniceError {
  constructor(init: VeniceErrorInit) {
    super(init);
  }

  override get name(): 'ClientClosedError' {
    return 'ClientClosedError';
  }
}
