import type { ResponseHead } from '../errors/from-response/response-head.js';
import type { TransportHead } from '../transport/transport-event.js';

/** Replaces the key and other secrets in a string that a server has sent. */
export type Redact = (text: string) => string;

/** A response head for errors, whose headers are redacted, since a server may return the key in them. */
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
    // Redacted only when they are read: the headers of most responses are never read.
    this.#redacted ??= Object.fromEntries(
      Object.entries(this.#raw).map(([name, value]) => [this.redact(name), this.redact(value)]),
    );
    return this.#redacted;
  }
}
