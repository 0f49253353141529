import type { SafeError } from '../../relay/safe-error.js';

/** A request is rejected before its run is looked up. */
export class RejectedRequest extends Error {
  readonly safe: SafeError;

  constructor(reason: 'method' | 'subject') {
    super(sentences[reason].message);
    this.safe = sentences[reason];
  }
}

const sentences = {
  subject: { status: 403, code: 'permission_denied', message: 'The request is not allowed.' },
  method: { status: 405, code: 'method_not_allowed', message: 'The method is not allowed.' },
} satisfies Record<string, SafeError>;
