/** Whether the host name of a URL is that of this machine: its requests never use a proxy. */
export function isLoopback(hostname: string): boolean {
  return /^(\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]+\]|(.+\.)?localhost\.?|127(\.\d+){3})$/.test(hostname);
}
