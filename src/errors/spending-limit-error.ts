import { LimitExceededError, type LimitExceededErrorInit } from './limit-exceeded-error.js';

/** The request was not sent, because the cost would exceed a `spendingLimit`. `limit` is in US dollars. */
export class SpendingLimitError extends LimitExceededError {
  /** Always `spending`. */
  declare readonly kind: 'spending';

  constructor(init: Omit<LimitExceededErrorInit, 'kind'>) {
    super({ ...init, kind: 'spending' });
  }

  override get name(): 'SpendingLimitError' {
    return 'SpendingLimitError';
  }
}
