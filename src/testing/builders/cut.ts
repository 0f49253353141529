import { APIConnectionError } from '../../errors/api-connection-error.js';

/** Where this stands among the values of a chat's marbles, its connection breaks off. */
export interface Cut {
  /** Marks the variant. */
  readonly type: 'cut';
  /** What the transport says of it. */
  readonly error: APIConnectionError;
}

/** Breaks the connection off: the client makes a `TruncatedStreamError` of it, or an `APIConnectionError` before the head. */
export function cut(code = 'ECONNRESET'): Cut {
  return {
    type: 'cut',
    error: new APIConnectionError({ message: `the connection broke off (${code})`, code }),
  };
}
