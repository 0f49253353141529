import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** The caller's `signal` aborted the run; `cause` is the signal's reason. Unsubscribing emits no error. */
export class RequestAbortedError extends VeniceError {
  constructor(init: VeniceErrorInit) {
    super(init);
  }

  override get name(): 'RequestAbortedError' {
    return 'RequestAbortedError';
  }
}
