import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and why the model stopped. */
export interface IncompleteCompletionErrorInit extends VeniceErrorInit {
  /** Finish reason of the answer, such as `length`, `content_filter` or `abort`; empty if the answer has none. */
  readonly finishReason: string;
}

/**
 * The answer arrived in full, but its tool calls or its JSON may be cut off: its finish reason is not that of a whole answer, or a
 * call has no name. The same request would most likely end the same way.
 */
export class IncompleteCompletionError extends VeniceError {
  /** Finish reason of the answer, such as `length`, `content_filter` or `abort`; empty if the answer has none. */
  declare readonly finishReason: string;

  constructor(init: IncompleteCompletionErrorInit) {
    super(init);
  }

  override get name(): 'IncompleteCompletionError' {
    return 'IncompleteCompletionError';
  }
}
