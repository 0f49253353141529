import type { Readable, Writable } from 'node:stream';
import type { Observable } from 'rxjs';

/** Standard input, or something in its place. */
export type InputStream = Readable & { readonly isTTY?: boolean };

/** Standard output or standard error, or something in their place. */
export type OutputStream = Writable & { readonly isTTY?: boolean };

/** Everything outside of the program that a command may see or touch. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Emits, for a signal that asks the program to end, the exit code that stands for it. */
  readonly signals: Observable<number>;
  /** Version of the package. */
  readonly version: string;
}
