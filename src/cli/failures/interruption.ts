/**
 * The user or the system ended the program, or a program that `venice-rx mock` has run failed. It exits silently, with the exit
 * code of the signal or of that program.
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
