import { styleText } from 'node:util';
import type { CliContext } from '../cli-context.js';

/** Styles a string, or returns it unchanged. */
export type Paint = (style: 'bold' | 'dim' | 'red', text: string) => string;

/**
 * Returns the painter of a stream: with styles on a terminal, unless `NO_COLOR` is set. `FORCE_COLOR` overrides both: 0 and
 * false turn colors off, everything else on.
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
