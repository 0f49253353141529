import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** The store of durable runs did not answer in time; `cause` is its last error. */
export class StoreUnavailableError extends VeniceError {
  constructor(init: VeniceErrorInit) {
    super(init);
  }

  override get name(): 'StoreUnavailableError' {
    return 'StoreUnavailableError';
  }

  /** True: the store may answer later. */
  override get isRetryable(): true {
    return true;
  }
}
