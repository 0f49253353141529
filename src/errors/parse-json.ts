/**
 * The value of a JSON text; the text itself where it is none. `redact` is applied to every text in the value: what JSON
 * escapes, nobody recognizes before it is parsed.
 */
export function parseJson(text: string, redact?: (text: string) => string): unknown {
  try {
    return JSON.parse(
      text,
      redact && ((_key, value: unknown) => (typeof value === 'string' ? redact(value) : value)),
    );
  } catch {
    return text;
  }
}
