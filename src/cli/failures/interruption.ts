/** The user or the system ended the program. It exits silently, with the exit code of the signal. */
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
