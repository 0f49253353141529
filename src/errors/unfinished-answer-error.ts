import { VeniceError, type VeniceErrorFacts } from './venice-error.js';

/** {@link VeniceErrorFacts} and why the model stopped. */
export interface UnfinishedAnswerErrorFacts extends VeniceErrorFacts {
  /** The finish of the answer: `length` or `content_filter`. */
  readonly finishReason: string;
}

/**
 * The answer came whole, but the model was stopped in the midst of it, so that what was to be read of it may be cut. The
 * same request would end the same way.
 */
export class UnfinishedAnswerError extends VeniceError {
  /** The finish of the answer: `length` or `content_filter`. */
  declare readonly finishReason: string;

  constructor(facts: UnfinishedAnswerErrorFacts) {
    super(facts);
  }

  override get name(): 'UnfinishedAnswerError' {
    return 'UnfinishedAnswerError';
  }

  override get isRetryable(): false {
    return false;
  }
}
