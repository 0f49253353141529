import type { IncomingMessage } from 'node:http';
import type { MockServerOptions } from './mock-server-options.js';

/** Who may call a server. */
export type Callers = Required<Pick<MockServerOptions, 'allowedHosts' | 'allowedOrigins'>>;

/** Names and addresses of the loopback interface, as a URL has them. */
const ownHost = /^(\[::1\]|(.+\.)?localhost|127(\.\d+){3})$/;

/** Why a request is not answered. */
export interface CallerRefusal {
  readonly status: number;
  readonly message: string;
}

/**
 * The refusal of a request for a host that is not this machine's, as DNS rebinding sends it, or from a page of a foreign
 * origin; undefined if it may be answered. Callers that are not a page send no `Origin`.
 */
export function refusedCaller({ headers }: IncomingMessage, callers: Callers): CallerRefusal | undefined {
  const { host, origin } = headers;
  if (host !== undefined && !isOwnHost(getHostname(`http://${host}`), callers)) {
    return { status: 421, message: 'Host: not a name of this machine, and not in `allowedHosts`' };
  }
  if (origin === undefined || callers.allowedOrigins.some((one) => one === '*' || one === origin)) {
    return undefined;
  }
  if (isOwnHost(getHostname(origin), callers)) return undefined;
  return { status: 403, message: 'Origin: not a page of this machine, and not in `allowedOrigins`' };
}

function isOwnHost(hostname: string | undefined, { allowedHosts }: Callers): boolean {
  if (hostname === undefined) return false;
  return ownHost.test(hostname) || allowedHosts.some((one) => one.toLowerCase() === hostname);
}

/** In lower case, without a port. */
function getHostname(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, username } = new URL(address);
  return /^https?:$/.test(protocol) && username === '' ? hostname.replace(/\.$/, '') : undefined;
}
