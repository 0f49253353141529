/** Whether a host name of a URL stands for this machine, which is never reached through a proxy. */
export function isLoopback(hostname: string): boolean {
  return hostname === '[::1]' || /^(.+\.)?localhost$/.test(hostname) || /^127(\.\d+){3}$/.test(hostname);
}
