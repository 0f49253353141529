import type { IncomingRequest } from './incoming-request.js';

/** Address of the client: of the connection, or taken `trustedProxies` entries from the end of `x-forwarded-for`. */
export function clientAddress({ address, header }: IncomingRequest, trustedProxies: number): string {
  const forwarded = (header('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim());
  const named = trustedProxies > 0 ? forwarded.at(-trustedProxies) : undefined;
  return toNetwork(named === undefined || named === '' ? (address ?? 'unknown') : named);
}

/** One household has a whole /64 of IPv6, and could appear as another client with each request. */
function toNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address.slice(0, 64);
  const [head = '', tail] = withoutZone(address.toLowerCase()).split('::', 2);
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array<string>(missing).fill('0'), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => group.slice(0, 4).replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** `fe80::1%eth0` without its zone. */
function withoutZone(address: string): string {
  const zone = address.indexOf('%');
  return zone === -1 ? address : address.slice(0, zone);
}
