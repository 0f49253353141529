import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and what the model said. */
export interface RefusalErrorInit extends VeniceErrorInit {
  /** Why the model will not answer, in its own words. */
  readonly refusal: string;
}

/** The model will not answer, and says so in the field for it. The same request would most likely end the same way. */
export class RefusalError extends VeniceError {
  /** Why the model will not answer, in its own words. */
  declare readonly refusal: string;

  constructor(init: RefusalErrorInit) {
    super(init);
  }

  override get name(): 'RefusalError' {
    return 'RefusalError';
  }

  override get isRetryable(): false {
    return false;
  }
}
