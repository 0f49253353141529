import { stripControlCharacters } from './strip-control-characters.js';

/** Formats a string of a server for one line: without control characters and line breaks, in at most `maxLength` characters. */
export function inOneLine(text: string, maxLength = Infinity): string {
  const line = stripControlCharacters(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
