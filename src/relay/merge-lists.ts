/** Headers whose value is a list of names, to which several parts of a server add. */
const lists = ['vary', 'access-control-expose-headers'];

/** Returns the headers, in which the lists also contain the names that your server has set. */
export function mergeLists(
  headers: Readonly<Record<string, string>>,
  getHeader: (name: string) => number | string | readonly string[] | undefined,
): Record<string, string> {
  const merged = { ...headers };
  for (const list of lists) {
    const own = merged[list];
    const others = getHeader(list);
    if (own === undefined || others === undefined) continue;
    const names = `${String(others)},${own}`.split(',').map((name) => name.trim());
    const unique = new Map(names.filter(Boolean).map((name) => [name.toLowerCase(), name]));
    merged[list] = unique.has('*') ? '*' : [...unique.values()].join(', ');
  }
  return merged;
}
