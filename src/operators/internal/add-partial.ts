import { type MonoTypeOperatorFunction, catchError } from 'rxjs';
import {
  type CompletionState,
  completionFromState,
  initialCompletionState,
} from '../../reducer/completion-state.js';
import { isVeniceError } from '../../errors/venice-error.js';

/** Adds the completion so far to a `VeniceError` as `partial`. Errors before the first chunk pass unchanged. */
export function addPartial<T>(stateOf: () => CompletionState): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => {
    const state = stateOf();
    if (!isVeniceError(error) || state === initialCompletionState) throw error;
    const partial = completionFromState(state);
    throw error.partial === partial ? error : error.with({ partial });
  });
}
