import { isVeniceError } from 'venice-rx';

/** The description of an error for the user. */
export interface ErrorDescription {
  readonly title: string;
  readonly advice: string;
  readonly mayRetry: boolean;
}

/** Describes an error and its remedy. The message of a `VeniceError` is for developers. */
export function describeError(error: Error): ErrorDescription {
  const retryAfter = isVeniceError(error) ? error.retryAfter : undefined;
  const wait = retryAfter === undefined ? 'in a moment' : `in ${Math.ceil(retryAfter / 1000)} seconds`;
  switch (error.name) {
    case 'APIConnectionError':
      return retryable(
        'No connection',
        'The server cannot be reached. Check your connection, then try again.',
      );
    case 'APITimeoutError':
      return retryable('That took too long', 'No answer came in time. The part that has arrived is kept.');
    case 'TruncatedStreamError':
      return retryable(
        'The answer broke off',
        'The part that has arrived is kept. Try again for a whole answer.',
      );
    case 'RateLimitError':
    case 'ServiceUnavailableError':
      return retryable('Too busy just now', `The model is in demand. Try again ${wait}.`);
    case 'InternalServerError':
      return retryable('The server has a problem', `It is not your question. Try again ${wait}.`);
    case 'AuthenticationError':
    case 'PaymentRequiredError':
    case 'PermissionDeniedError':
      return notRetryable(
        'The server may not use this model',
        'The key or the account of the server does not allow it. Try another model.',
      );
    case 'ModelGoneError':
    case 'NotFoundError':
      return retryable('This model is gone', 'Choose another one, then try again.');
    case 'ConversationStoreError':
      return retryable('This chat cannot be opened', 'The browser does not give access to its storage.');
    default:
      return retryable('That did not work', error.message);
  }
}

function retryable(title: string, advice: string): ErrorDescription {
  return { title, advice, mayRetry: true };
}

function notRetryable(title: string, advice: string): ErrorDescription {
  return { title, advice, mayRetry: false };
}
