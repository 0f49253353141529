import { APIConnectionError } from '../errors/api-connection-error.js';

/** The error that a transport emits for what the platform threw. */
export function connectionError(url: string, cause: unknown): APIConnectionError {
  const code = codeOf(cause);
  return new APIConnectionError({
    message: `no connection to ${new URL(url).origin}${code === undefined ? '' : `: ${code}`}`,
    cause,
    ...(code !== undefined && { code }),
  });
}

/** The innermost code: platforms wrap the system's error, some of them twice. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = codeOf(error instanceof AggregateError ? error.errors[0] : error.cause);
  const own = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return inner ?? own;
}
