import type { Output } from '../output.js';
import { stripControlCharacters } from './strip-control-characters.js';
import { isSpinner } from './spin-until-first.js';

/** The escape sequences of `painterFor`, which begin and end bold, dim and red. */
// eslint-disable-next-line no-control-regex -- an escape sequence begins with a control character
const styles = /(\x1b\[(?:1|2|22|31|39)m)/;

/**
 * Makes output safe to print: removes control characters, except those of `painterFor` and of the spinner. All output of the command
 * passes through here, so that no field of a server is missed. Only output to a stdout that is not a terminal is not changed.
 */
export function printable({ to, text }: Output, isTerminal: boolean): string {
  if (to === 'stdout' ? !isTerminal : isSpinner(text)) return text;
  return text
    .split(styles)
    .map((part, index) => (index % 2 === 1 ? part : stripControlCharacters(part)))
    .join('');
}
