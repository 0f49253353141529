import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** Why a store refuses a command: no `memory` for new data, no `permission`, a server that is too old, or data that cannot be decoded. */
export type StoreRefusal = 'codec' | 'memory' | 'permission' | 'unsupported';

/** `VeniceErrorInit` and the reason. */
export interface StoreRefusedErrorInit extends VeniceErrorInit {
  /** Why the store refuses. */
  readonly reason: StoreRefusal;
}

/** The store of durable runs refused a command, and would refuse it again. */
export class StoreRefusedError extends VeniceError {
  /** Why the store refuses. */
  declare readonly reason: StoreRefusal;

  constructor(init: StoreRefusedErrorInit) {
    super(init);
  }

  override get name(): 'StoreRefusedError' {
    return 'StoreRefusedError';
  }

  /** False: the configuration of the store must change first. */
  override get isRetryable(): false {
    return false;
  }
}
