import { VeniceError, type VeniceErrorFacts } from './venice-error.js';

/** {@link VeniceErrorFacts} and what to mend. */
export interface RequestErrorFacts extends VeniceErrorFacts {
  /** Which field, such as `messages[0].content`. */
  readonly path: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** The request was refused before it was sent. */
export class RequestError extends VeniceError {
  /** Which field, such as `messages[0].content`. */
  declare readonly path: string;
  /** What to do about it. */
  declare readonly remedy: string;

  constructor(facts: RequestErrorFacts) {
    super(facts);
  }

  override get name(): 'RequestError' {
    return 'RequestError';
  }

  override get isRetryable(): false {
    return false;
  }
}
