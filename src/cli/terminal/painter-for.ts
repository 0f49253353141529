import { styleText } from 'node:util';
import type { CliContext } from '../cli-context.js';

/** Gives a text a style, or leaves it plain. */
export type Paint = (style: 'bold' | 'dim' | 'red', text: string) => string;

/**
 * Paints for a stream: on a terminal, unless `NO_COLOR` is set. `FORCE_COLOR` wins over both: 0 and false turn colours
 * off, everything else on.
 *
 * Source: no-color.org, force-color.org.
 */
export function painterFor(stream: { readonly isTTY?: boolean }, environment: CliContext['env']): Paint {
  if (!takesColours(stream, environment)) return (_, text) => text;
  return (style, text) => styleText(style, text, { validateStream: false });
}

function takesColours(
  { isTTY = false }: { readonly isTTY?: boolean },
  environment: CliContext['env'],
): boolean {
  const { FORCE_COLOR: forced = '', NO_COLOR: refused = '', TERM: kind } = environment;
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return isTTY && refused === '' && kind !== 'dumb';
}
