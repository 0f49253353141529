import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and the limit. */
export interface LimitExceededErrorInit extends VeniceErrorInit {
  /** Which limit was exceeded. */
  readonly kind: LimitKind;
  /** The limit, in the unit named in the message. */
  readonly limit: number;
}

/**
 * Kinds of limits: size of a stream frame, of a response body or of an error body, nesting depth of JSON, fields of an object
 * accumulated from chunks, choices per chat and tool calls per choice, buffered values, steps of a run, attempts queued for a
 * limit, money, entries of a conversation and versions of one of them. Of durable runs: size of the log of a run, its duration, runs per
 * process or subject, watchers.
 */
export type LimitKind =
  | 'answer body'
  | 'async iteration'
  | 'choices'
  | 'depth'
  | 'entries'
  | 'error body'
  | 'fields'
  | 'frame'
  | 'queue'
  | 'run duration'
  | 'run log'
  | 'runs'
  | 'slow-sink'
  | 'spending'
  | 'steps'
  | 'tool calls'
  | 'versions'
  | 'watchers';

/** A documented limit was exceeded. */
export class LimitExceededError extends VeniceError {
  /** Which limit was exceeded. */
  declare readonly kind: LimitKind;
  /** The limit, in the unit named in the message. */
  declare readonly limit: number;

  constructor(init: LimitExceededErrorInit) {
    super(init);
  }

  override get name(): string {
    return 'LimitExceededError';
  }
}
