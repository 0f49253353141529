import type { ResponseHead } from '../errors/from-response/response-head.js';
import { apiErrorFromAnswer } from '../errors/from-response/api-error-from-response.js';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { APITimeoutError } from '../errors/api-timeout-error.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { parseJson } from '../json/parse-json.js';
import { TruncatedStreamError } from '../errors/truncated-stream-error.js';
import type { VeniceError } from '../errors/venice-error.js';
import { ByteStore } from './byte-store.js';
import type { TransportHead } from '../transport/transport-event.js';

/** The largest body of an error that is read, in bytes; what comes after it is left out. */
export const maxErrorBody = 64 * 1024;

/** The largest body of an answer in one piece, in bytes. */
export const maxAnswerBody = 64 * 1024 * 1024;

/** Takes the key out of what a server says about an error. */
export type Redact = (text: string) => string;

/** A body in one piece, while it comes. */
export class AnswerBuffer {
  readonly head: ResponseHead;
  readonly #limit: number;
  readonly #bytes = new ByteStore();
  /** What has been decoded. */
  #text = '';
  #size = 0;

  constructor(head: ResponseHead, limit = isSuccess(head.status) ? maxAnswerBody : maxErrorBody) {
    this.head = head;
    this.#limit = limit;
  }

  /** Adds bytes; past the limit, those that fit, and then throws a `LimitExceededError`. */
  push(bytes: Uint8Array): void {
    const fitting = bytes.subarray(0, this.#limit - this.#size);
    this.#size += fitting.length;
    this.#bytes.push(fitting);
    if (fitting.length === bytes.length) return;
    this.#text = withoutLastWord(this.#decoded());
    const kind = this.isError ? 'error body' : 'answer body';
    const message = `the ${kind} is larger than ${this.#limit} bytes`;
    throw new LimitExceededError({ message, kind, limit: this.#limit });
  }

  /** Whether the status is that of an error. */
  get isError(): boolean {
    return !isSuccess(this.head.status);
  }

  /** The body as far as it has come, as text without the key. */
  read(): string {
    const text = this.#decoded();
    return this.head.redact?.(text) ?? text;
  }

  /** The same, parsed where it is JSON. */
  parse(): unknown {
    return parseJson(this.read(), this.head.redact);
  }

  /** The error that the answer is; `cause` is what ended its body early, where anything did. */
  error(cause?: unknown): VeniceError {
    if (cause !== undefined) this.#text = withoutLastWord(this.#decoded());
    if (this.isError) return apiErrorFromAnswer(this.head, this.read(), cause);
    if (cause instanceof LimitExceededError || cause instanceof APITimeoutError) return cause;
    if (cause instanceof APIConnectionError && !cause.isRetryable) return cause;
    return new TruncatedStreamError({ message: 'the answer broke off before it was complete', cause });
  }

  /** Everything as a string. Bytes are decoded once, at the end: a decoder costs more than all else here. */
  #decoded(): string {
    if (this.#bytes.size === 0) return this.#text;
    const decoder = new TextDecoder();
    for (const block of this.#bytes.blocks()) this.#text += decoder.decode(block, { stream: true });
    this.#text += decoder.decode();
    this.#bytes.clear();
    return this.#text;
  }
}

/** A word that was cut may be a part of the key, which nothing could recognize. */
function withoutLastWord(text: string): string {
  // Anchored and greedy: it runs to the end once, and back to the last mark.
  return /^[^]*[\s"'<>]/.exec(text)?.[0] ?? text;
}

/** The head as errors keep it: without the key, should a server send it back. */
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
    // Most responses are not errors, and their text is never read.
    return (this.#redacted ??= Object.fromEntries(
      Object.entries(this.#raw).map(([name, value]) => [this.redact(name), this.redact(value)]),
    ));
  }
}

/** Whether the status is that of an answer that is not an error. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
