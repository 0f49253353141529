import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and what to correct. */
export interface RequestErrorInit extends VeniceErrorInit {
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

  constructor(init: RequestErrorInit) {
    super(init);
  }

  override get name(): 'RequestError' {
    return 'RequestError';
  }

  override get isRetryable(): false {
    return false;
  }
}
