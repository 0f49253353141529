import { stripControlCharacters } from './strip-control-characters.js';

/** What a server says in a field that belongs into one line: without control characters and line breaks, and at most this long. */
export function inOneLine(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  const line = stripControlCharacters(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
