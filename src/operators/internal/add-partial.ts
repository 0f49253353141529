import { type MonoTypeOperatorFunction, catchError } from 'rxjs';
import {
  type CompletionState,
  completionFromState,
  initialCompletionState,
} from '../../reducer/completion-state.js';
import { isVeniceError } from '../../errors/venice-error.js';

/** Applies {@link withPartial} to the error of the source. */
export function addPartial<T>(getState: () => CompletionState): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => {
    throw withPartial(error, getState());
  });
}

/**
 * Returns a copy of a `VeniceError` with the completion so far as `partial`. Returns the error itself if it is not a `VeniceError`, if no
 * chunk has arrived, or if its `partial` already is this completion.
 */
export function withPartial(error: unknown, state: CompletionState): unknown {
  if (!isVeniceError(error) || state === initialCompletionState) return error;
  const partial = completionFromState(state);
  return error.partial === partial ? error : error.with({ partial });
}
