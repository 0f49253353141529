/** A string, or a number that JSON does not have. A string without its end matches, too, so that the search takes linear time. */
const stringOrNumber = /"[^"\\]*(?:\\[^][^"\\]*)*"?|-?\b(?:NaN|Infinity)\b/g;

/**
 * Rewrites the numbers that Python's `json.dumps` writes and JSON does not have (sgl-project/sglang#2955): `NaN` as `null`, and
 * `Infinity` as a number too large to be finite. Returns the same string if it has none of these.
 */
export function rewriteNonFinite(json: string): string {
  if (!/NaN|Infinity/.test(json)) return json;
  return json.replace(stringOrNumber, (part) =>
    part.startsWith('"') ? part : part.endsWith('NaN') ? 'null' : part.replace('Infinity', '1e999'),
  );
}
