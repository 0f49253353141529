import { AuthenticationError } from '../errors/authentication-error.js';

/** The error of a request that is not sent because its server needs a key. */
export function missingKey(reason: string): AuthenticationError {
  return new AuthenticationError({
    message: `no API key: ${reason}`,
    status: 401,
    code: null,
    body: null,
    headers: {},
    inBand: false,
  });
}
