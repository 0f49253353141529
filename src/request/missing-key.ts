import { AuthenticationError } from '../errors/authentication-error.js';

/** Creates the error of a request that is not sent, since it has no key. */
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
