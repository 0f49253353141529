/** A string to print: the requested result goes to `stdout`, everything else to `stderr`. */
export interface Output {
  readonly to: 'stderr' | 'stdout';
  readonly text: string;
}

/** The requested result. */
export function toStdout(text: string): Output {
  return { to: 'stdout', text };
}

/** Everything else: errors, notes, the spinner. */
export function toStderr(text: string): Output {
  return { to: 'stderr', text };
}
