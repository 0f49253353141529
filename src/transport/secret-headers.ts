/** Headers whose values are secrets; names in lower case. */
export const secretHeaders = [
  'api-key',
  'authorization',
  'cookie',
  'proxy-authorization',
  'sign-in-with-x',
  'x-api-key',
  'x-sign-in-with-x',
];

/** The same headers, in which secrets can be read by name, but neither JSON nor `util.inspect` shows them. */
export function withHiddenSecrets<T extends object>(headers: T): T {
  const hidden = { ...headers };
  for (const name of secretHeaders) {
    if (name in hidden) Object.defineProperty(hidden, name, { enumerable: false });
  }
  return hidden;
}
