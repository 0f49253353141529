import { APIConnectionError } from '../errors/api-connection-error.js';

const variables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/**
 * Whether the environment configures a proxy. Throws an `APIConnectionError` that names the variable, but not its value, if
 * it is not an http or https address: other kinds of proxies need a `dispatcher`.
 */
export function usesProxy(): boolean {
  const configured = variables.filter((name) => (process.env[name] ?? '') !== '');
  const invalid = configured.find((name) => !isHttp(process.env[name] ?? ''));
  if (invalid === undefined) return configured.length > 0;
  throw new APIConnectionError({
    message: `${invalid} is not an http or https address: correct it, or pass a \`dispatcher\` to undiciTransport()`,
    code: 'ERR_PROXY',
  });
}

function isHttp(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
