/** Failure of a run. */
export interface RunFailure {
  readonly error: Error;
  readonly holdsQueue: boolean;
}

/** @param holdsQueue - Decides by the error. If it throws, its error is that of the run. */
export function toRunFailure(thrown: unknown, holdsQueue: (error: Error) => boolean): RunFailure {
  const error = asError(thrown);
  try {
    return { error, holdsQueue: holdsQueue(error) };
  } catch (thrownByOption) {
    return { error: asError(thrownByOption), holdsQueue: true };
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('the run failed', { cause: error });
}
