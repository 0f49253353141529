import { APIError } from './api-error.js';

/** Missing credentials, insufficient balance, or the key's spending limit is reached: status 402. */
export class PaymentRequiredError extends APIError {
  override get name(): 'PaymentRequiredError' {
    return 'PaymentRequiredError';
  }

  override get isRetryable(): false {
    return false;
  }
}
