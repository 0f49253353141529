import { isTooDeep } from '#json-depth';
import { rewriteNonFinite } from './non-finite-numbers.js';

/**
 * Replaces `parse-json.ts` in browsers: returns the parsed value of a JSON string; the string itself if it is not JSON, or is
 * nested too deeply. Accepts `NaN` and `Infinity`. The caller has redacted `text`, which does not find a key written with JSON escapes.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return parseNonFinite(text);
  }
}

function parseNonFinite(text: string): unknown {
  try {
    return JSON.parse(rewriteNonFinite(text));
  } catch {
    return text;
  }
}
