import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and why the model stopped. */
export interface IncompleteCompletionErrorInit extends VeniceErrorInit {
  /** Finish reason of the answer: `length` or `content_filter`. */
  readonly finishReason: string;
}

/**
 * The answer arrived in full, but the model was stopped before it finished, so the value read from it may be cut off. The same
 * request would end the same way.
 */
export class IncompleteCompletionError extends VeniceError {
  /** Finish reason of the answer: `length` or `content_filter`. */
  declare readonly finishReason: string;

  constructor(init: IncompleteCompletionErrorInit) {
    super(init);
  }

  override get name(): 'IncompleteCompletionError' {
    return 'IncompleteCompletionError';
  }

  override get isRetryable(): false {
    return false;
  }
}
