/** The user, or the system, asked the program to end. It ends in silence, with the exit code of the signal. */
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
