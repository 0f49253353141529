import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and why the model stopped. */
export interface IncompleteCompletionErrorInit extends VeniceErrorInit {
  /** The finish of the answer: `length` or `content_filter`. */
  readonly finishReason: string;
}

/**
 * The answer came whole, but the model was stopped in the middle of it, so that what was to be read of it may be cut. The
 * same request would end the same way.
 */
export class IncompleteCompletionError extends VeniceError {
  /** The finish of the answer: `length` or `content_filter`. */
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
