import type { Subscriber } from 'rxjs';
import { ByteStore } from '#byte-store';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { APITimeoutError } from '../errors/api-timeout-error.js';
import { apiErrorFromResponse } from '../errors/from-response/api-error-from-response.js';
import type { ResponseHead } from '../errors/from-response/response-head.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { VeniceError } from '../errors/venice-error.js';
import { parseAnswer } from '../json/parse-answer.js';
import { brokenOff } from '../sse/broken-off.js';
import { isSuccess } from './is-success.js';

/** Maximum size of an error body, in bytes; the rest is discarded. */
export const maxErrorBody = 64 * 1024;

/** Maximum size of a successful body that is not streamed, in bytes. */
export const maxAnswerBody = 64 * 1024 * 1024;

/** A body that has ended, or has exceeded its limit. */
export type ReceivedBody = Pick<WholeBody<unknown>, 'bytes' | 'head' | 'parse' | 'read'>;

/**
 * Converts the body of a successful response to the value to emit, or throws the error to emit. `tooLong` is set if the body
 * exceeds its limit.
 */
export type Convert<T> = (body: ReceivedBody, tooLong?: LimitExceededError) => T;

/** Reads a body to its end, then emits the result of `convert`, or the error of the status. */
export class WholeBody<T> {
  readonly head: ResponseHead;
  readonly #sink: Pick<Subscriber<T>, 'complete' | 'error' | 'next'>;
  readonly #convert: Convert<T>;
  readonly #limit: number;
  readonly #bytes = new ByteStore();
  /** Whether the body broke off or exceeded its limit, perhaps in the middle of the key. */
  #isCut = false;

  constructor(
    head: ResponseHead,
    sink: Pick<Subscriber<T>, 'complete' | 'error' | 'next'>,
    convert: Convert<T>,
    limit = isSuccess(head.status) ? maxAnswerBody : maxErrorBody,
  ) {
    this.head = head;
    this.#sink = sink;
    this.#convert = convert;
    this.#limit = limit;
  }

  /** Adds bytes. If they exceed the limit, adds the bytes that fit, and ends the body. */
  push(bytes: Uint8Array): void {
    const fitting = bytes.subarray(0, this.#limit - this.#bytes.size);
    this.#bytes.push(fitting);
    if (fitting.length === bytes.length) return;
    const kind = this.#isError ? 'error body' : 'answer body';
    const message = `the ${kind} is larger than ${this.#limit} bytes`;
    this.fail(new LimitExceededError({ message, kind, limit: this.#limit }));
  }

  end(): void {
    if (this.#isError) this.#sink.error(apiErrorFromResponse(this.head, this.read()));
    else this.#emit();
  }

  fail(cause: unknown): void {
    this.#isCut = true;
    if (this.#isError) this.#sink.error(apiErrorFromResponse(this.head, this.read(), cause));
    else if (cause instanceof LimitExceededError) this.#emit(cause);
    else this.#sink.error(toBodyError(cause));
  }

  /** The body received so far. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.bytes();
  }

  /** The body received so far, as redacted text. */
  read(): string {
    const decoded = new TextDecoder().decode(this.bytes());
    const text = this.#isCut ? withoutLastWord(decoded) : decoded;
    return this.head.redact?.(text) ?? text;
  }

  /** The body received so far, parsed if it is JSON. */
  parse(): unknown {
    return parseAnswer(this.read(), this.head.redact);
  }

  get #isError(): boolean {
    return !isSuccess(this.head.status);
  }

  #emit(tooLong?: LimitExceededError): void {
    try {
      this.#sink.next(this.#convert(this, tooLong));
      this.#sink.complete();
    } catch (error) {
      this.#sink.error(error);
    }
  }
}

function toBodyError(cause: unknown): VeniceError {
  const isFinal = cause instanceof APIConnectionError && !cause.isRetryable;
  if (isFinal || cause instanceof APITimeoutError) return cause;
  return brokenOff(cause, 'the answer broke off before it was complete');
}

/** Removes the last word, which was cut off: it may be the beginning of the key, which `redact` would not find. */
function withoutLastWord(text: string): string {
  // Linear time: `[^]*` matches to the end once, and backtracks to the last delimiter.
  return /^[^]*[\s"'<>]/.exec(text)?.[0] ?? text;
}
