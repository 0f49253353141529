import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and the limit. */
export interface LimitExceededErrorInit extends VeniceErrorInit {
  /** Which limit was exceeded. */
  readonly kind: LimitKind;
  /** The limit, in the unit named in the message. */
  readonly limit: number;
}

/**
 * Kinds of limits:
 *
 * - of a response: the size of an `answer body`, an `error body` or a `frame` of a stream, and the `depth` of nested JSON;
 * - of an answer: its `choices`, the `tool calls` of a choice, and the `fields` of an object merged from chunks;
 * - of requests: attempts in the `queue` of a rate limiter or circuit breaker, and `spending`;
 * - `async iteration`: values buffered for a `for await` loop;
 * - `slow-sink`: bytes that a relay has buffered for a browser;
 * - `steps` of `runTools`;
 * - of a `Conversation`: commands in its `queue`, its `entries`, and the `versions` of an entry;
 * - of durable runs: the size of a `run log`, the `run duration`, the number of `runs`, and their `watchers`.
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

/** A limit was exceeded; `kind` names it. */
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
