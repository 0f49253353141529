import { APIError } from './api-error.js';

/** No credentials, no money, or the key's spending limit is reached: status 402. */
export class PaymentRequiredError extends APIError {
  override get name(): 'PaymentRequiredError' {
    return 'PaymentRequiredError';
  }

  override get isRetryable(): false {
    return false;
  }
}
