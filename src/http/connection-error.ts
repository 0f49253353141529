import { APIConnectionError } from '../errors/api-connection-error.js';

/** The error that a transport emits for what the platform threw. */
export function connectionError(url: string, cause: unknown): APIConnectionError {
  const code = codeOf(cause);
  return new APIConnectionError({
    message: `no connection to ${new URL(url).origin}${code === undefined ? '' : `: ${code}`}`,
    cause: withoutBytes(cause),
    ...(code !== undefined && { code }),
  });
}

/** The innermost code: platforms wrap the system's error, some of them twice, and some in an error of another realm. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  return codeOf(Array.isArray(errors) ? errors[0] : cause) ?? (typeof code === 'string' ? code : undefined);
}

/** Some platforms keep the bytes that they could not read: they may hold the answer, and what the server echoes. */
function withoutBytes(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const { message, code, cause, data } = error as {
    message?: unknown;
    code?: unknown;
    cause?: unknown;
    data?: unknown;
  };
  const inner = withoutBytes(cause);
  if (data === undefined && inner === cause) return error;
  return Object.assign(
    new Error(String(message), inner === undefined ? undefined : { cause: inner }),
    code !== undefined && { code },
  );
}
