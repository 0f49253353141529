import { APIConnectionError } from '../errors/api-connection-error.js';
import type { ConnectionFailure } from './connection-error.js';
import { platformError } from '#redact-error';

/**
 * Converts an error thrown by the platform into the error that a transport emits. Replaces `connection-error.ts` in browsers,
 * whose errors have no codes.
 */
export function connectionError(
  url: string,
  cause: unknown,
  { isConnected, hint = '' }: ConnectionFailure = {},
): APIConnectionError {
  const { origin } = new URL(url);
  return new APIConnectionError({
    message:
      isConnected === true ? `the connection to ${origin} broke off` : `no connection to ${origin}${hint}`,
    cause: platformError(cause),
  });
}
