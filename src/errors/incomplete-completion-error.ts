import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and why the model stopped. */
export interface IncompleteCompletionErrorInit extends VeniceErrorInit {
  /** Finish reason of the answer, such as `length`, `content_filter` or `abort`. */
  readonly finishReason: string;
}

/**
 * The answer arrived in full, but it does not say that the model finished it, so the value read from it may be cut off. The same
 * request would most likely end the same way.
 */
export class IncompleteCompletionError extends VeniceError {
  /** Finish reason of the answer, such as `length`, `content_filter` or `abort`. */
  declare readonly finishReason: string;

  constructor(init: IncompleteCompletionErrorInit) {
    super(init);
  }

  override get name(): 'IncompleteCompletionError' {
    return 'IncompleteCompletionError';
  }
}
