import ipaddr from 'ipaddr.js';
import type { IncomingRequest } from './incoming-request.js';

/**
 * Returns the address of the client: that of the connection, or with proxies, the entry of `x-forwarded-for` at position `trustedProxies`
 * from the end.
 */
export function clientAddress({ address, header }: IncomingRequest, trustedProxies: number): string {
  const forwarded = (header('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim());
  const named = trustedProxies > 0 ? forwarded.at(-trustedProxies) : undefined;
  return toNetwork(named === undefined || named === '' ? (address ?? 'unknown') : named);
}

/** Ranges of IPv6 whose last four bytes are an IPv4 address: IPv4-mapped, and translated (RFC 6145, RFC 6052). */
const rangesWithIPv4: readonly string[] = ['ipv4Mapped', 'rfc6145', 'rfc6052'];
/** Maximum length of an entry: longer than any address with brackets and a port. The rest of a longer entry is ignored. */
const maxLength = 64;

/**
 * Returns the /64 network of an IPv6 address, and other entries without their port. A household has a whole /64, so it could use another
 * address for each request.
 */
function toNetwork(entry: string): string {
  const text = withoutPort(entry.slice(0, maxLength));
  if (!ipaddr.isValid(text)) return text;
  const address = ipaddr.parse(text);
  if (!('parts' in address)) return address.toString();
  if (rangesWithIPv4.includes(address.range())) return address.toByteArray().slice(12).join('.');
  const groups = address.parts.slice(0, 4).map((group) => group.toString(16));
  return `${groups.join(':')}::/64`;
}

/** Removes the port: some proxies append `203.0.113.7:50001` or `[2001:db8::1]:50001`, with a different port for each connection. */
function withoutPort(entry: string): string {
  const bracketed = /^"?\[([^\]]*)\]/.exec(entry)?.[1];
  if (bracketed !== undefined) return bracketed;
  const colon = entry.lastIndexOf(':');
  return colon === -1 || ipaddr.isValid(entry) ? entry : entry.slice(0, colon);
}
