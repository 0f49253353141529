/** A string to print: the requested result goes to `stdout`, everything else to `stderr`. */
export interface Output {
  readonly to: 'stderr' | 'stdout';
  readonly text: string;
}

/** Creates output of the requested result. */
export function toStdout(text: string): Output {
  return { to: 'stdout', text };
}

/** Creates any other output: errors, hints, the spinner. */
export function toStderr(text: string): Output {
  return { to: 'stderr', text };
}
