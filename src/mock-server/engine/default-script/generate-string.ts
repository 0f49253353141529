import type { JsonSchema } from '../../../wire/tool.js';

const formats: Readonly<Record<string, string>> = {
  date: '2026-10-01',
  'date-time': '2026-10-01T12:00:00Z',
  email: 'maren@example.com',
  ipv4: '192.0.2.1',
  time: '12:00:00Z',
  uri: 'https://example.com/knights',
  uuid: '0f8fad5b-d9cb-469f-a165-70867728950e',
};

/**
 * Generates a string of the format and length that a JSON Schema requires. Ignores patterns.
 *
 * @param nextWord - Called for a string without a known format.
 */
export function generateString(schema: JsonSchema, nextWord: () => string | undefined): string {
  const {
    format,
    minLength = 0,
    maxLength = Infinity,
  } = schema as {
    format?: string;
    minLength?: number;
    maxLength?: number;
  };
  const text = (format === undefined ? undefined : formats[format]) ?? nextWord() ?? 'lantern';
  const repeated =
    text.length < minLength ? text.repeat(Math.ceil(minLength / text.length)).slice(0, minLength) : text;
  return repeated.slice(0, maxLength);
}
