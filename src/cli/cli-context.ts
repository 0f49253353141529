import type { Readable, Writable } from 'node:stream';
import type { Observable } from 'rxjs';

/** Standard input, or a replacement. */
export type InputStream = Readable & { readonly isTTY?: boolean };

/** Standard output or standard error, or a replacement. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The environment of a command. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Emits, for each signal that ends the program, the exit code of that signal. */
  readonly signals: Observable<number>;
  /** Version of the package. */
  readonly version: string;
}
