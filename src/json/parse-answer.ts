import { parseJson } from '#parse-json';

/** Like `parseJson`, also of JSON before `[DONE]`, which some gateways send after every answer, with or without its `data:`. */
export function parseAnswer(text: string, redact?: (text: string) => string): unknown {
  const value = parseJson(text, redact);
  const json = value === text ? text.trimEnd() : '';
  return json.endsWith('[DONE]')
    ? parseJson(
        json
          .slice(0, -6)
          .trimEnd()
          .replace(/data:$/, ''),
        redact,
      )
    : value;
}
