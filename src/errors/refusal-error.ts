import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and the refusal. */
export interface RefusalErrorInit extends VeniceErrorInit {
  /** Reason for the refusal, in the model's words. */
  readonly refusal: string;
}

/** The model refused to answer, and gave the reason in the field `refusal`. The same request would most likely end the same way. */
export class RefusalError extends VeniceError {
  /** Reason for the refusal, in the model's words. */
  declare readonly refusal: string;

  constructor(init: RefusalErrorInit) {
    super(init);
  }

  override get name(): 'RefusalError' {
    return 'RefusalError';
  }
}
