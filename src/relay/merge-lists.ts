/** Headers with a list of names, which several parts of a server add to. */
const lists = ['vary', 'access-control-expose-headers'];

/** Returns the headers, with the names that are already set in their lists. */
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
