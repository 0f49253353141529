import { isObject } from '../json/is-record.js';
import { bypassesProxy, getPort } from './bypasses-proxy.js';

/** Returns the origin of the proxy, without credentials, if the proxy has caused the error of the request to `url`. */
export type FindFailedProxy = (url: string, error: unknown) => string | undefined;

/** Returns a function that uses the proxies of the environment, read now in the same way as by undici's `EnvHttpProxyAgent`. */
export function createFindFailedProxy(): FindFailedProxy {
  const { env } = process;
  const http = env['http_proxy'] ?? env['HTTP_PROXY'];
  const https = env['https_proxy'] ?? env['HTTPS_PROXY'];
  return (url, error) => {
    const address = (url.startsWith('https:') && https) || http;
    if (!address || bypassesProxy(new URL(url))) return undefined;
    const proxy = new URL(address);
    return isProxyError(proxy, error) ? proxy.origin : undefined;
  };
}

/** Whether the error means that the proxy has refused to connect to the server, or cannot be reached. */
function isProxyError(proxy: URL, error: unknown): boolean {
  if (!isObject(error)) return false;
  const { name, message, code, cause, errors, hostname, port } = error;
  return (
    String(message).startsWith('Proxy response') ||
    // Without a connection to the server, only the proxy can have sent invalid HTTP.
    name === 'HTTPParserError' ||
    String(code).startsWith('UND_ERR_PRX') ||
    hostname === proxy.hostname ||
    port === getPort(proxy) ||
    isProxyError(proxy, Array.isArray(errors) ? errors[0] : cause)
  );
}
