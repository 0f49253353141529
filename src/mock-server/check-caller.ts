import type { IncomingMessage } from 'node:http';
import type { MockServerOptions } from './mock-server-options.js';

/** Hosts and origins that are accepted in addition to those of this machine. */
export type AllowedCallers = Required<Pick<MockServerOptions, 'allowedHosts' | 'allowedOrigins'>>;

/** Loopback host names and addresses, in the form used in URLs. */
const loopbackHost = /^(\[::1\]|(.+\.)?localhost|127(\.\d+){3})$/;

/** The error response for a rejected request. */
export interface CallerRefusal {
  readonly status: number;
  readonly message: string;
}

/**
 * Returns the error for a request with a `Host` that is not allowed, as in DNS rebinding, or of a page with an `Origin` that is not
 * allowed; otherwise undefined. Programs other than browsers usually send no `Origin`.
 */
export function checkCaller(
  { headers }: IncomingMessage,
  allowed: AllowedCallers,
): CallerRefusal | undefined {
  const { host, origin } = headers;
  if (host !== undefined && !isAllowedHost(getHostname(`http://${host}`), allowed)) {
    return { status: 421, message: 'Host: neither a name of this machine nor in `allowedHosts`' };
  }
  if (origin === undefined || allowed.allowedOrigins.some((item) => item === '*' || item === origin)) {
    return undefined;
  }
  if (isAllowedHost(getHostname(origin), allowed)) return undefined;
  return { status: 403, message: 'Origin: neither on this machine nor in `allowedOrigins`' };
}

function isAllowedHost(hostname: string | undefined, { allowedHosts }: AllowedCallers): boolean {
  if (hostname === undefined) return false;
  return loopbackHost.test(hostname) || allowedHosts.some((host) => host.toLowerCase() === hostname);
}

/** Returns the host name of a URL in lower case, without the port; undefined if the URL is invalid, not HTTP, or has a user name. */
function getHostname(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, username } = new URL(address);
  return /^https?:$/.test(protocol) && username === '' ? hostname.replace(/\.$/, '') : undefined;
}
