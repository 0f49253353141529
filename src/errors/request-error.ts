import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit}, the invalid field and its remedy. */
export interface RequestErrorInit extends VeniceErrorInit {
  /** Path of the invalid field, such as `messages[0].content`. */
  readonly path: string;
  /** How to fix it. */
  readonly remedy: string;
}

/** The request was not sent, since it is invalid. */
export class RequestError extends VeniceError {
  /** Path of the invalid field, such as `messages[0].content`. */
  declare readonly path: string;
  /** How to fix it. */
  declare readonly remedy: string;

  constructor(init: RequestErrorInit) {
    super(init);
  }

  override get name(): 'RequestError' {
    return 'RequestError';
  }
}
