/** Headers whose value is a list of names, to which several parts of a server may add. */
const listHeaders = ['vary', 'access-control-expose-headers'];

/** Returns the headers. Their lists also contain the names that your server has set already, which `getHeader` returns. */
export function mergeListHeaders(
  headers: Readonly<Record<string, string>>,
  getHeader: (name: string) => number | string | readonly string[] | undefined,
): Record<string, string> {
  const merged = { ...headers };
  for (const header of listHeaders) {
    const value = merged[header];
    const serverValue = getHeader(header);
    if (value === undefined || serverValue === undefined) continue;
    const names = `${String(serverValue)},${value}`.split(',').map((name) => name.trim());
    const unique = new Map(names.filter(Boolean).map((name) => [name.toLowerCase(), name]));
    merged[header] = unique.has('*') ? '*' : [...unique.values()].join(', ');
  }
  return merged;
}
