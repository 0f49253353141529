import type { CliContext } from '../cli-context.js';
import { type Paint, painterFor } from './painter-for.js';

/** Capabilities of the terminal, or its replacement. */
export interface TerminalCapabilities {
  /** Styles for stderr. */
  readonly paint: Paint;
  /** Whether stderr is an interactive terminal: only then are there a spinner and a line about usage. */
  readonly isWatched: boolean;
  /** Whether stdout is a terminal, which control characters could harm. */
  readonly isShown: boolean;
}

/** Reads the capabilities from the streams and the environment. */
export function getCapabilities({ stderr, stdout, env }: CliContext): TerminalCapabilities {
  return {
    paint: painterFor(stderr, env),
    isWatched: stderr.isTTY === true && env['TERM'] !== 'dumb',
    isShown: stdout.isTTY === true,
  };
}
