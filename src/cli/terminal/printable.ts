import type { Output } from '../output.js';
import { stripControlCharacters } from './strip-control-characters.js';
import { isSpinner } from './spin-until-first.js';

/** The styles of `painterFor`: bold, dim, red, and the ends of these. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const styles = /(\x1b\[(?:1|2|22|31|39)m)/;

/**
 * Makes output safe to print: without control characters, except for our own styles and the spinner. All output of the command
 * passes through here, so that no field from a server is missed. Only a stdout that is not a terminal gets answers unchanged.
 */
export function printable({ to, text }: Output, isShown: boolean): string {
  if (to === 'stdout' ? !isShown : isSpinner(text)) return text;
  return text
    .split(styles)
    .map((part, index) => (index % 2 === 1 ? part : stripControlCharacters(part)))
    .join('');
}
