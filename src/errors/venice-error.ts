import { isObject } from '../json/is-record.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { toSingleLine } from './single-line.js';

const brand = Symbol.for('venice-rx.error');

/** Fields that every error of this package may have. */
export interface VeniceErrorInit {
  /**
   * Human-readable description, without the key. It quotes the prompt or the answer only if an error message of the server does.
   * Stored as one printable line of at most 1,000 characters: control characters, line breaks and bidirectional marks become spaces.
   */
  readonly message: string;
  /** The underlying error. */
  readonly cause?: unknown;
  /** The answer received so far, if known; set for example by `accumulate` and the operators built on it. */
  readonly partial?: ChatCompletion;
  /** Milliseconds to wait before a retry, if known: usually a delay that the server sent. */
  readonly retryAfter?: number;
  /** Number of failed attempts; set by `retryOnApiError` if it retried or gave up, and by `followRun` if it gave up. */
  readonly attempts?: number;
  /** True if `retryOnApiError` or `followRun` gave up on a retryable error. No other `retryOnApiError` retries it. */
  readonly retriesExhausted?: true;
}

/** Base class of every error of this package. Emitted errors are never mutated: `VeniceError.with` copies. */
export abstract class VeniceError extends Error {
  /** The answer received so far, if known; set for example by `accumulate` and the operators built on it. */
  declare readonly partial?: ChatCompletion;
  /** Milliseconds to wait before a retry, if known: usually a delay that the server sent. */
  declare readonly retryAfter?: number;
  /** Number of failed attempts; set by `retryOnApiError` if it retried or gave up, and by `followRun` if it gave up. */
  declare readonly attempts?: number;
  /** True if `retryOnApiError` or `followRun` gave up on a retryable error. No other `retryOnApiError` retries it. */
  declare readonly retriesExhausted?: true;

  protected constructor(init: VeniceErrorInit) {
    const { message, cause, ...rest } = init;
    // Parts of the message may come from the server, and logs and terminals show the message.
    super(toSingleLine(message), cause === undefined ? undefined : { cause });
    Object.assign(this, rest);
  }

  /** Name of the class; unaffected by minification. */
  abstract override get name(): string;

  /** Whether the same request may succeed if it is sent again. */
  get isRetryable(): boolean {
    return false;
  }

  /** @internal */
  get [brand](): true {
    return true;
  }

  /** Returns a copy of the same class with more details and this error as its `cause`. */
  with(details: Partial<Omit<VeniceErrorInit, 'cause' | 'message'>>): this {
    const copy = this.constructor as new (init: VeniceErrorInit) => this;
    return new copy(Object.assign({}, this, details, { message: this.message, cause: this }));
  }
}

/** Whether `value` is an error of this package, including one from another copy of the package. */
export function isVeniceError(value: unknown): value is VeniceError {
  return isObject(value) && (value as { [brand]?: unknown })[brand] === true;
}
