import { isRecord } from '../../json/is-record.js';
import { PaymentRequiredError } from '../../errors/payment-required-error.js';
import { isVeniceError } from '../../errors/venice-error.js';
import { UsageError } from './usage-error.js';

const otherModel = '`venice-rx models` lists the models';

const remedies: Readonly<Record<string, string>> = {
  AuthenticationError: 'set VENICE_API_KEY to a valid key',
  PaymentRequiredError: 'top up the account, or raise the limit of the key',
  RateLimitError: 'try again later',
  PermissionDeniedError: 'use another key or another model',
  NotFoundError: otherModel,
  ModelGoneError: otherModel,
  ContextLengthExceededError:
    'send less, or use a model with a longer context; in a conversation, /clear starts over',
  BadRequestError: 'correct the field in the message; --help lists the options',
  UnprocessableEntityError: 'rephrase the prompt',
  InternalServerError: 'try again later',
  ServiceUnavailableError: 'try again later, or use another model',
  APIConnectionError: 'check the network, and the address of the server',
  APITimeoutError: 'try again',
  TruncatedStreamError: 'the answer is not complete: try again',
  MalformedChunkError: 'check that the address is that of a chat API',
};

/** Suggests a fix for an error; undefined if none is known, or if the message already contains it. */
export function getRemedy(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.remedy;
  if (!isVeniceError(error) || error.message.includes('VENICE_API_KEY')) return undefined;
  if (error.retryAfter !== undefined) return `try again in ${Math.ceil(error.retryAfter / 1000)} s`;
  return isKeyMissing(error) ? 'set VENICE_API_KEY to your key' : remedies[error.name];
}

/** Whether a request had no key: Venice then responds that a wallet can pay instead. */
function isKeyMissing(error: unknown): boolean {
  return error instanceof PaymentRequiredError && isRecord(error.body) && 'x402Version' in error.body;
}
