import type { CliContext } from '../cli-context.js';
import { type Paint, painterFor } from './painter-for.js';

/** Capabilities of stdout and stderr, which may be a terminal, a pipe or a file. */
export interface TerminalCapabilities {
  /** Styles for stderr. */
  readonly paint: Paint;
  /** Whether stderr is a terminal that can show a spinner. */
  readonly isInteractive: boolean;
  /** Whether stdout is a terminal. Control characters must not reach a terminal. */
  readonly isTerminal: boolean;
}

/** Reads the capabilities from the streams and the environment. */
export function getCapabilities({ stderr, stdout, env }: CliContext): TerminalCapabilities {
  return {
    paint: painterFor(stderr, env),
    isInteractive: stderr.isTTY === true && env['TERM'] !== 'dumb',
    isTerminal: stdout.isTTY === true,
  };
}
