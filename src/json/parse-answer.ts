import { parseJson } from '#parse-json';

/**
 * Parses the body of an answer without streaming, like `parseJson`. Removes `[DONE]` or `data: [DONE]` from its end, which some gateways
 * append.
 */
export function parseAnswer(text: string, redact?: (text: string) => string): unknown {
  const value = parseJson(text, redact);
  const body = value === text ? text.trimEnd() : '';
  if (!body.endsWith('[DONE]')) return value;
  const json = body.slice(0, -6).trimEnd();
  return parseJson(json.replace(/data:$/, ''), redact);
}
