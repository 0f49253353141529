import type { SafeError } from '../safe-error.js';

/** Thrown inside the guard: what is wrong with a request, as the browser is told. */
export class Refusal extends Error {
  readonly wire: SafeError;
  /** Headers that belong to the refusal. */
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
