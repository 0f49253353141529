import { styleText } from 'node:util';
import type { CliContext } from '../cli-context.js';

/** Styles a string, or returns it unchanged. */
export type Paint = (style: 'bold' | 'dim' | 'red', text: string) => string;

/**
 * Returns the painter of a stream. It uses styles on a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`. `FORCE_COLOR` takes
 * precedence: 0 and false turn styles off, any other value turns them on.
 *
 * Source: no-color.org, force-color.org.
 */
export function painterFor(stream: { readonly isTTY?: boolean }, environment: CliContext['env']): Paint {
  if (!usesStyles(stream, environment)) return (_, text) => text;
  return (style, text) => styleText(style, text, { validateStream: false });
}

function usesStyles(
  { isTTY = false }: { readonly isTTY?: boolean },
  environment: CliContext['env'],
): boolean {
  const { FORCE_COLOR: forceColor = '', NO_COLOR: noColor = '', TERM: terminalType } = environment;
  if (forceColor !== '') return forceColor !== '0' && forceColor !== 'false';
  return isTTY && noColor === '' && terminalType !== 'dumb';
}
