import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and the bound. */
export interface LimitExceededErrorInit extends VeniceErrorInit {
  /** What grew too large. */
  readonly kind: LimitKind;
  /** The bound, in the unit that the message names. */
  readonly limit: number;
}

/**
 * What has a bound: a frame of a stream, the body of an answer, an error's body, levels of nested JSON, fields of an object that
 * is put together from chunks, answers of one chat and calls in one of them, values that wait to be taken, steps of a run,
 * attempts that wait for a limit, money.
 */
export type LimitKind =
  | 'answer body'
  | 'async iteration'
  | 'choices'
  | 'depth'
  | 'error body'
  | 'fields'
  | 'frame'
  | 'queue'
  | 'slow-sink'
  | 'spending'
  | 'steps'
  | 'tool calls';

/** Something grew past its documented bound. */
export class LimitExceededError extends VeniceError {
  /** What grew too large. */
  declare readonly kind: LimitKind;
  /** The bound, in the unit that the message names. */
  declare readonly limit: number;

  constructor(init: LimitExceededErrorInit) {
    super(init);
  }

  override get name(): 'LimitExceededError' {
    return 'LimitExceededError';
  }

  override get isRetryable(): false {
    return false;
  }
}
