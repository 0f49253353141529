import type { Subscriber } from 'rxjs';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { ResponseBuffer } from './response-buffer.js';

/**
 * Converts a body that ended cleanly with a success, or throws the error for it. `tooLong` is the error of a body that exceeds
 * its limit.
 */
export type Convert<T> = (buffer: ResponseBuffer, tooLong?: LimitExceededError) => T;

/** Reads a body to its end, then emits its converted value, or the error of its status. */
export class WholeBody<T> {
  readonly #buffer: ResponseBuffer;
  readonly #sink: Pick<Subscriber<T>, 'complete' | 'error' | 'next'>;
  readonly #convert: Convert<T>;

  constructor(
    buffer: ResponseBuffer,
    sink: Pick<Subscriber<T>, 'complete' | 'error' | 'next'>,
    convert: Convert<T>,
  ) {
    this.#buffer = buffer;
    this.#sink = sink;
    this.#convert = convert;
  }

  push(bytes: Uint8Array): void {
    try {
      this.#buffer.push(bytes);
    } catch (error) {
      this.fail(error);
    }
  }

  end(): void {
    if (this.#buffer.isError) this.#sink.error(this.#buffer.error());
    else this.#emit();
  }

  fail(cause: unknown): void {
    if (cause instanceof LimitExceededError && !this.#buffer.isError) this.#emit(cause);
    else this.#sink.error(this.#buffer.error(cause));
  }

  #emit(tooLong?: LimitExceededError): void {
    try {
      this.#sink.next(this.#convert(this.#buffer, tooLong));
      this.#sink.complete();
    } catch (error) {
      this.#sink.error(error);
    }
  }
}
