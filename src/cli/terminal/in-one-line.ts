import { stripControlCharacters } from './strip-control-characters.js';

/** Formats a server's string for one line: without control characters and line breaks, and at most this long. */
export function inOneLine(text: string, maxLength = Infinity): string {
  const line = stripControlCharacters(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
