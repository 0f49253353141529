import type { SafeError } from '../safe-error.js';

/** Thrown inside the guard to refuse a request. Its status, code and message are sent to the browser. */
export class Refusal extends Error {
  readonly wire: SafeError;
  /** Additional headers of the refusal. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { readonly retryAfter?: number; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.wire = {
      status,
      code,
      message,
      ...(more.retryAfter !== undefined && { retryAfter: more.retryAfter }),
    };
    this.headers = more.headers ?? {};
  }
}
