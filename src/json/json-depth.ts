/** Maximum nesting depth of objects and arrays; deeper JSON is rejected. */
export const maxDepth = 512;

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Whether JSON is nested more than `maxDepth` levels deep. */
export function isTooDeep(json: string): boolean {
  // Each level has two brackets, so shorter valid JSON cannot be too deep.
  if (json.length <= 2 * maxDepth) return false;
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === quote) at = endOfString(json, at + 1);
    else if (code === openBrace || code === openBracket) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (code === closeBrace || code === closeBracket) depth -= 1;
  }
  return false;
}

/**
 * Returns the index of the quote that ends the string whose first character is at `start`; the length of `json` if it is
 * missing.
 */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start);
  while (end >= 0 && isEscaped(json, start, end)) end = json.indexOf('"', end + 1);
  return end < 0 ? json.length : end;
}

function isEscaped(json: string, start: number, at: number): boolean {
  let first = at;
  while (first > start && json.charCodeAt(first - 1) === backslash) first -= 1;
  return (at - first) % 2 === 1;
}
