import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { NEVER, lastValueFrom, type Observable } from 'rxjs';
import { run } from '../../src/cli/run.js';

/** Options of {@link runHere}. */
export interface RunOptions {
  /** Environment variables. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The content of standard input, as a pipe. Default: standard input is a terminal. */
  readonly input?: string;
  /** Emits the exit code of each signal. Default: no signals. */
  readonly signals?: Observable<number>;
}

/** The result of a command. */
export interface Result {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command in this process, with other streams in place of the standard streams. */
export async function runHere(args: readonly string[], options: RunOptions = {}): Promise<Result> {
  const { environment = {}, signals = NEVER } = options;
  const input = Object.assign(Readable.from(options.input === undefined ? [] : [options.input]), {
    isTTY: options.input === undefined,
  });
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(output), text(errors)]);
  const context = {
    env: environment,
    stdin: input,
    stdout: output,
    stderr: errors,
    signals,
    version: '1.2.3',
  };
  const exitCode = await lastValueFrom(run(args, context));
  output.end();
  errors.end();
  const [outputText, errorsText] = await texts;
  return { exitCode, output: outputText, errors: errorsText };
}
