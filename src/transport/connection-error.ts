import { isObject } from '../json/is-record.js';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { toSingleLine } from '../errors/single-line.js';
import { platformError } from '#redact-error';

/** Maximum length of a code in a message: the error of a custom `fetch` may have any code. */
const maxCodeLength = 100;

/** Details of a failure that the platform's error does not contain. */
export interface ConnectionFailure {
  /** Whether the connection had been established. */
  readonly isConnected?: boolean;
  /** Origin of the proxy that failed, if known. */
  readonly proxy?: string | undefined;
  /** The likely reason, for an error without a code. */
  readonly hint?: string;
}

/** Converts an error thrown by the platform into the error that a transport emits. */
export function connectionError(
  url: string,
  cause: unknown,
  failure: ConnectionFailure = {},
): APIConnectionError {
  const code = getCode(cause);
  return new APIConnectionError({
    message: describeFailure(new URL(url).origin, code, failure),
    // Platform messages may quote certificates and responses.
    cause: platformError(cause),
    ...(code !== undefined && { code }),
  });
}

function describeFailure(
  origin: string,
  code = '',
  { isConnected, proxy, hint = '' }: ConnectionFailure,
): string {
  const status = /^ERR_PROXY_(\d+)/.exec(code)?.[1];
  const name = proxy === undefined ? 'the proxy' : `the proxy ${proxy}`;
  if (status !== undefined) return `${name} refused to connect to ${origin}: status ${status}`;
  const reason = code === '' ? hint : `: ${code}`;
  if (code.startsWith('HPE_'))
    return `the answer from ${proxy === undefined ? origin : name} is not valid HTTP${reason}`;
  if (proxy !== undefined) return `no connection to ${origin} through ${name}${reason}`;
  // These codes occur only on an open connection, even if the transport has not noticed that the connection opened.
  return isConnected === true || /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(code)
    ? `the connection to ${origin} broke off${reason}`
    : `no connection to ${origin}${reason}`;
}

/** Returns the innermost code: platforms wrap the system error, sometimes twice. Its realm may differ, so there is no `instanceof`. */
function getCode(error: unknown): string | undefined {
  if (!isObject(error)) return undefined;
  const { code, cause, errors, name, message } = error;
  const inner = getCode(Array.isArray(errors) ? errors[0] : cause);
  if (inner !== undefined) return inner;
  // The errors of undici have the status of a proxy only in the message, and sometimes no code for a response that is not valid HTTP.
  const status = /^Proxy response \((\d{3})\)/.exec(String(message))?.[1];
  if (status !== undefined) return `ERR_PROXY_${status}`;
  if (typeof code === 'string') return toSingleLine(code, maxCodeLength);
  return name === 'HTTPParserError' ? 'HPE_INVALID' : undefined;
}
