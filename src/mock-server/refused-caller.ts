import type { IncomingMessage } from 'node:http';
import type { MockServerOptions } from './mock-server-options.js';

/** Hosts and origins that may call a server. */
export type Callers = Required<Pick<MockServerOptions, 'allowedHosts' | 'allowedOrigins'>>;

/** Loopback host names and addresses, in the form used in URLs. */
const ownHost = /^(\[::1\]|(.+\.)?localhost|127(\.\d+){3})$/;

/** Why a request is rejected. */
export interface CallerRefusal {
  readonly status: number;
  readonly message: string;
}

/**
 * Returns the error for a request whose `Host` is not allowed, as in DNS rebinding, or that comes from a page whose `Origin` is not
 * allowed; undefined if both are. Programs other than browsers send no `Origin`.
 */
export function refusedCaller({ headers }: IncomingMessage, callers: Callers): CallerRefusal | undefined {
  const { host, origin } = headers;
  if (host !== undefined && !isOwnHost(getHostname(`http://${host}`), callers)) {
    return { status: 421, message: 'Host: neither a name of this machine nor in `allowedHosts`' };
  }
  if (origin === undefined || callers.allowedOrigins.some((one) => one === '*' || one === origin)) {
    return undefined;
  }
  if (isOwnHost(getHostname(origin), callers)) return undefined;
  return { status: 403, message: 'Origin: neither on this machine nor in `allowedOrigins`' };
}

function isOwnHost(hostname: string | undefined, { allowedHosts }: Callers): boolean {
  if (hostname === undefined) return false;
  return ownHost.test(hostname) || allowedHosts.some((one) => one.toLowerCase() === hostname);
}

/** Returns the host name in lower case, without the port. */
function getHostname(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, username } = new URL(address);
  return /^https?:$/.test(protocol) && username === '' ? hostname.replace(/\.$/, '') : undefined;
}
