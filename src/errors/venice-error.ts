import type { ChatCompletion } from '../wire/chat-completion.js';
import { toSingleLine } from './single-line.js';

const brand = Symbol.for('venice-rx.error');

/** What every error of this package may carry. */
export interface VeniceErrorInit {
  /**
   * What happened, for a person to read. Never holds the key, the prompt or the answer. The error has it as one printable
   * line: control characters, line breaks and bidirectional marks become spaces, and at most 1,000 characters are kept.
   */
  readonly message: string;
  /** What made it happen. */
  readonly cause?: unknown;
  /** The answer as far as it had come; set by `accumulate` and the operators built on it. */
  readonly partial?: ChatCompletion;
  /** How long the server asks to wait before another try, in milliseconds, where it does. */
  readonly retryAfter?: number;
  /** How many times the request was sent; set by `retryOnApiError` where it was more than once, or where it gave up. */
  readonly attempts?: number;
  /** True where `retryOnApiError` would have gone on, but may not: no other one tries again. */
  readonly retriesExhausted?: true;
}

/** What every error of this package is. An emitted error is never changed: {@link VeniceError.with} copies. */
export abstract class VeniceError extends Error {
  /** The answer as far as it had come; set by `accumulate` and the operators built on it. */
  declare readonly partial?: ChatCompletion;
  /** How long the server asks to wait before another try, in milliseconds, where it does. */
  declare readonly retryAfter?: number;
  /** How many times the request was sent; set by `retryOnApiError` where it was more than once, or where it gave up. */
  declare readonly attempts?: number;
  /** True where `retryOnApiError` would have gone on, but may not: no other one tries again. */
  declare readonly retriesExhausted?: true;

  protected constructor(init: VeniceErrorInit) {
    const { message, cause, ...rest } = init;
    // The server may have written parts of it, and it ends up in logs and on terminals.
    super(toSingleLine(message), cause === undefined ? undefined : { cause });
    Object.assign(this, rest);
  }

  /** Name of the class, which a minifier does not change. */
  abstract override get name(): string;

  /** Whether the same request may succeed when it is sent again. */
  abstract get isRetryable(): boolean;

  /** @internal */
  get [brand](): true {
    return true;
  }

  /** A copy of the same class with more details, and this error as its `cause`. */
  with(details: Partial<Omit<VeniceErrorInit, 'cause' | 'message'>>): this {
    const copy = this.constructor as new (init: VeniceErrorInit) => this;
    return new copy(Object.assign({}, this, details, { message: this.message, cause: this }));
  }
}

/** Whether `value` is an error of this package, also when it comes from another copy of it. */
export function isVeniceError(value: unknown): value is VeniceError {
  return typeof value === 'object' && value !== null && (value as { [brand]?: unknown })[brand] === true;
}
