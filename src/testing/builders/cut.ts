import { APIConnectionError } from '../../errors/api-connection-error.js';

/** A value in the marbles of a chat that breaks off the connection. */
export interface Cut {
  /** Distinguishes a `Cut` from a chunk and from events of a transport. */
  readonly type: 'cut';
  /** Error of the transport. */
  readonly error: APIConnectionError;
}

/**
 * Creates a value that breaks off the connection with this error code. The client emits a `TruncatedStreamError`, or an
 * `APIConnectionError` if the value comes first.
 */
export function cut(code = 'ECONNRESET'): Cut {
  return {
    type: 'cut',
    error: new APIConnectionError({ message: `the connection broke off (${code})`, code }),
  };
}
