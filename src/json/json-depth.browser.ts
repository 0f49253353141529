/** Maximum nesting depth of objects and arrays in JSON. */
export const maxDepth = 512;

/** Replaces `json-depth.ts` in browsers: a shorter algorithm, which copies the JSON without its strings. */
export function isTooDeep(json: string): boolean {
  if (json.length <= 2 * maxDepth) return false;
  let depth = 0;
  for (const bracket of json.replace(/"[^"\\]*(?:\\[^][^"\\]*)*"?|[^[\]{}]/g, '')) {
    depth += '{['.includes(bracket) ? 1 : -1;
    if (depth > maxDepth) return true;
  }
  return false;
}
