import type { CliContext } from '../cli-context.js';
import { type Paint, painterFor } from './painter-for.js';

/** What the terminal, or what stands in its place, allows. */
export interface TerminalCapabilities {
  /** Styles for what goes to the errors. */
  readonly paint: Paint;
  /** Whether a person sees the errors as they come: only then are there a spinner and a line about usage. */
  readonly isWatched: boolean;
  /** Whether the output is a terminal, which control characters could harm. */
  readonly isShown: boolean;
}

/** Looks at the streams and at the environment. */
export function getCapabilities({ stderr, stdout, env }: CliContext): TerminalCapabilities {
  return {
    paint: painterFor(stderr, env),
    isWatched: stderr.isTTY === true && env['TERM'] !== 'dumb',
    isShown: stdout.isTTY === true,
  };
}
