/** Whether a URL's host name is this machine, which is never reached through a proxy. */
export function isLoopback(hostname: string): boolean {
  return /^(\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]+\]|(.+\.)?localhost\.?|127(\.\d+){3})$/.test(hostname);
}
