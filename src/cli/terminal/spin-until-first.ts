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

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const clear = '\r\x1b[K';

/** Whether a string is a frame of the spinner, which moves the cursor. */
export function isSpinner(text: string): boolean {
  return text === clear || (text.startsWith('\r') && frames.some((frame) => text === `\r${frame} `));
}

/**
 * Shows a spinner until the source emits, fails or completes, then removes it.
 *
 *     source  ----------a--b--|
 *     result  s--s--s--(ca)-b--|
 */
export function spinUntilFirst(): MonoTypeOperatorFunction<Output> {
  const spinner = timer(0, 80).pipe(map((turn) => toStderr(`\r${frames[turn % frames.length] ?? ''} `)));
  return connect((prints) =>
    merge(concat(spinner.pipe(takeUntil(prints.pipe(materialize()))), of(toStderr(clear))), prints),
  );
}
