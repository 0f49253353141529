import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { NEVER, lastValueFrom, type Observable } from 'rxjs';
import { run } from '../../src/cli/run.js';

/** What a command may find around it. */
export interface Around {
  readonly environment?: Readonly<Record<string, string>>;
  /** What is piped in. Default: nothing; standard input is a terminal. */
  readonly input?: string;
  readonly signals?: Observable<number>;
}

/** What came of a command. */
export interface Result {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command in this process, with pipes in place of the standard streams. */
export async function runHere(args: readonly string[], around: Around = {}): Promise<Result> {
  const { environment = {}, signals = NEVER } = around;
  const input = Object.assign(Readable.from(around.input === undefined ? [] : [around.input]), {
    isTTY: around.input === undefined,
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
