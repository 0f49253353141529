import { APIConnectionError } from '../errors/api-connection-error.js';

/** The error of a transport that completed without a head. */
export function noResponse(): APIConnectionError {
  return new APIConnectionError({ message: 'the connection ended without an answer' });
}
