/** Whether the host name of a URL means this machine, so that requests do not use the proxy of the environment. */
export function isLoopback(hostname: string): boolean {
  return /^(\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]+\]|(.+\.)?localhost\.?|127(\.\d+){3})$/.test(hostname);
}
