/**
 * A signal has ended the command, or the program that `venice-rx mock` runs has failed. The command exits without a message, with
 * the exit code of the signal or of the program.
 */
export class Interruption extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('interrupted');
    this.exitCode = exitCode;
  }

  override get name(): 'Interruption' {
    return 'Interruption';
  }
}
