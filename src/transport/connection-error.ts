import { APIConnectionError } from '../errors/api-connection-error.js';
import { toSingleLine } from '../errors/single-line.js';
import { platformError } from '#redact-error';

/** Longest code that is quoted: a `fetch` of the user's may have any. */
const maxCodeLength = 100;

/** The error that a transport emits for what the platform threw. */
export function connectionError(url: string, cause: unknown): APIConnectionError {
  const code = getCode(cause);
  return new APIConnectionError({
    message: `no connection to ${new URL(url).origin}${code === undefined ? '' : `: ${code}`}`,
    // Certificates and answers are quoted in messages of platforms.
    cause: platformError(cause),
    ...(code !== undefined && { code }),
  });
}

/** The innermost code: platforms wrap the system's error, some of them twice, and some in an error of another realm. */
function getCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  return (
    getCode(Array.isArray(errors) ? errors[0] : cause) ??
    (typeof code === 'string' ? toSingleLine(code, maxCodeLength) : undefined)
  );
}
