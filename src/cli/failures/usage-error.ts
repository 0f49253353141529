/** The command line, or a file that it names, is not what it should be. */
export class UsageError extends Error {
  /** What to do about it. */
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }

  override get name(): 'UsageError' {
    return 'UsageError';
  }
}
