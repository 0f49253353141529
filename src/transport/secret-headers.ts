/** Headers with secret values; names in lower case. */
export const secretHeaders = [
  'api-key',
  'authorization',
  'cookie',
  'proxy-authorization',
  'sign-in-with-x',
  'x-api-key',
  'x-sign-in-with-x',
];

/** Returns a copy of the headers whose secrets are readable by name, but hidden from JSON and `util.inspect`. */
export function withHiddenSecrets<T extends object>(headers: T): T {
  const hidden = { ...headers };
  for (const name of secretHeaders) {
    if (name in hidden) Object.defineProperty(hidden, name, { enumerable: false });
  }
  return hidden;
}
