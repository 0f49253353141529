/** The command line, or a file that it names, is invalid. */
export class UsageError extends Error {
  /** Suggested fix. */
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }

  override get name(): 'UsageError' {
    return 'UsageError';
  }
}
