import type { ResponseHead } from '../errors/from-response/response-head.js';
import { apiErrorFromResponse } from '../errors/from-response/api-error-from-response.js';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { APITimeoutError } from '../errors/api-timeout-error.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { parseAnswer } from '../json/parse-answer.js';
import { brokenOff } from '../sse/broken-off.js';
import type { VeniceError } from '../errors/venice-error.js';
import { ByteStore } from '#byte-store';
import type { TransportHead } from '../transport/transport-event.js';

/** Maximum size of an error body, in bytes; the rest is dropped. */
export const maxErrorBody = 64 * 1024;

/** Maximum size of a non-streaming body, in bytes. */
export const maxAnswerBody = 64 * 1024 * 1024;

/** Redacts the key in error messages of a server. */
export type Redact = (text: string) => string;

/** A non-streaming body while it arrives. */
export class ResponseBuffer {
  readonly head: ResponseHead;
  readonly #limit: number;
  readonly #bytes = new ByteStore();
  /** Whether the body broke off, perhaps in the middle of the key. */
  #isCut = false;

  constructor(head: ResponseHead, limit = isSuccess(head.status) ? maxAnswerBody : maxErrorBody) {
    this.head = head;
    this.#limit = limit;
  }

  /** Adds bytes. Beyond the limit, adds those that fit and throws a `LimitExceededError`. */
  push(bytes: Uint8Array): void {
    const fitting = bytes.subarray(0, this.#limit - this.#bytes.size);
    this.#bytes.push(fitting);
    if (fitting.length === bytes.length) return;
    this.#isCut = true;
    const kind = this.isError ? 'error body' : 'answer body';
    const message = `the ${kind} is larger than ${this.#limit} bytes`;
    throw new LimitExceededError({ message, kind, limit: this.#limit });
  }

  /** Whether the status is an error. */
  get isError(): boolean {
    return !isSuccess(this.head.status);
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

  /** Creates the error for the response. `cause` is the error that ended its body early, if any. */
  error(cause?: unknown): VeniceError {
    if (cause !== undefined) this.#isCut = true;
    if (this.isError) return apiErrorFromResponse(this.head, this.read(), cause);
    if (cause instanceof LimitExceededError || cause instanceof APITimeoutError) return cause;
    if (cause instanceof APIConnectionError && !cause.isRetryable) return cause;
    return brokenOff(cause, 'the answer broke off before it was complete');
  }
}

/** Removes a word that was cut off: it may be a part of the key that is too short to be redacted. */
function withoutLastWord(text: string): string {
  // Anchored and greedy: it runs to the end once, and back to the last delimiter.
  return /^[^]*[\s"'<>]/.exec(text)?.[0] ?? text;
}

/** A response head for errors, with the key redacted in case the server echoes it. */
export class RedactedHead implements ResponseHead {
  readonly status: number;
  readonly now: number;
  readonly redact: Redact;
  #redacted: ResponseHead['headers'] | undefined;
  readonly #raw: ResponseHead['headers'];

  constructor({ status, headers }: TransportHead, now: number, redact: Redact) {
    this.status = status;
    this.now = now;
    this.redact = redact;
    this.#raw = headers;
  }

  get headers(): ResponseHead['headers'] {
    // Redacted when read: most responses are not errors, and their headers are never read.
    this.#redacted ??= Object.fromEntries(
      Object.entries(this.#raw).map(([name, value]) => [this.redact(name), this.redact(value)]),
    );
    return this.#redacted;
  }
}

/** Whether the status is a success. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
