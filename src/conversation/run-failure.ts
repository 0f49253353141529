import { isStop } from '../errors/is-stop.js';

/** The error of a run, and its effect on the conversation. */
export interface RunFailure {
  readonly error: Error;
  /** Whether the queued commands wait after this failure. */
  readonly holdsQueue: boolean;
  /** Whether the error says that a durable run was stopped, which is not a failure of the conversation. */
  readonly isStop: boolean;
}

/**
 * Converts the error of a run.
 *
 * @param holdsQueue - Returns whether the queued commands wait after this error. If it throws, the run fails with that error instead.
 */
export function toRunFailure(thrown: unknown, holdsQueue: (error: Error) => boolean): RunFailure {
  const error = asError(thrown);
  if (isStop(error)) return { error, holdsQueue: true, isStop: true };
  try {
    return { error, holdsQueue: holdsQueue(error), isStop: false };
  } catch (optionError) {
    return { error: asError(optionError), holdsQueue: true, isStop: false };
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('the run failed', { cause: error });
}
