import { isObject } from '../json/is-record.js';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { toSingleLine } from '../errors/single-line.js';
import { platformError } from '#redact-error';

/** Maximum length of a quoted code: a custom `fetch` may use any. */
const maxCodeLength = 100;

/** Converts an error thrown by the platform into the error that a transport emits; `hint` is for an error without a code. */
export function connectionError(url: string, cause: unknown, hint = ''): APIConnectionError {
  const code = getCode(cause);
  return new APIConnectionError({
    message: `no connection to ${new URL(url).origin}${code === undefined ? hint : `: ${code}`}`,
    // Platform messages may quote certificates and responses.
    cause: platformError(cause),
    ...(code !== undefined && { code }),
  });
}

/** Returns the innermost code: platforms wrap the system error, sometimes twice, and sometimes in an error of another realm. */
function getCode(error: unknown): string | undefined {
  if (!isObject(error)) return undefined;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  return (
    getCode(Array.isArray(errors) ? errors[0] : cause) ??
    (typeof code === 'string' ? toSingleLine(code, maxCodeLength) : undefined)
  );
}
