import type { SafeError } from '../safe-error.js';

/** Thrown inside the guard: the reason for refusing a request, as shown to the browser. */
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
