import { APIConnectionError } from '../../errors/api-connection-error.js';

/** A value in the marbles of a chat that breaks off the connection. */
export interface Cut {
  /** Marks the variant. */
  readonly type: 'cut';
  /** Error of the transport. */
  readonly error: APIConnectionError;
}

/** Breaks off the connection: the client emits a `TruncatedStreamError`, or an `APIConnectionError` before the head. */
export function cut(code = 'ECONNRESET'): Cut {
  return {
    type: 'cut',
    error: new APIConnectionError({ message: `the connection broke off (${code})`, code }),
  };
}
