import { VeniceError, type VeniceErrorFacts } from './venice-error.js';

/** The caller's `signal` aborted the run; `cause` is the signal's reason. Unsubscribing, by contrast, is silent. */
export class RequestAbortedError extends VeniceError {
  constructor(facts: VeniceErrorFacts) {
    super(facts);
  }

  override get name(): 'RequestAbortedError' {
    return 'RequestAbortedError';
  }

  override get isRetryable(): false {
    return false;
  }
}
