import {
  type MonoTypeOperatorFunction,
  concat,
  connect,
  map,
  materialize,
  merge,
  of,
  takeUntil,
  timer,
} from 'rxjs';
import { type Output, toStderr } from '../output.js';

const spinnerFrames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const clear = '\r\x1b[K';

/** Whether a string is a frame of the spinner, which moves the cursor. */
export function isSpinner(text: string): boolean {
  return text === clear || (text.startsWith('\r') && spinnerFrames.some((frame) => text === `\r${frame} `));
}

/**
 * Shows a spinner until the source emits, fails or completes, and then clears the line (`c`).
 *
 *     source  ----------a--b--|
 *     result  s--s--s--(ca)-b--|
 */
export function spinUntilFirst(): MonoTypeOperatorFunction<Output> {
  const spinner = timer(0, 80).pipe(
    map((index) => toStderr(`\r${spinnerFrames[index % spinnerFrames.length] ?? ''} `)),
  );
  return connect((outputs) =>
    merge(concat(spinner.pipe(takeUntil(outputs.pipe(materialize()))), of(toStderr(clear))), outputs),
  );
}
