/** Whether `NO_PROXY` contains the host of this URL, by the rules of undici's `EnvHttpProxyAgent`. */
export function bypassesProxy(url: URL): boolean {
  const excluded = process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? '';
  if (excluded === '*') return true;
  return excluded.split(/[,\s]/).some((entry) => {
    const [, host = entry, port] = /^(.+):(\d+)$/.exec(entry) ?? [];
    if (host === '' || (port !== undefined && Number(port) !== getPort(url))) return false;
    const name = host.replace(/^\*?\./, '').toLowerCase();
    return url.hostname === name || url.hostname.endsWith(`.${name}`);
  });
}

/** Returns the port of a URL, or the default port of its protocol. */
export function getPort({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' ? 443 : 80));
}
