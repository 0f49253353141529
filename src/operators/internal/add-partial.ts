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
    throw withPartial(error, stateOf());
  });
}

/** The error, or its copy with the completion so far. */
export function withPartial(error: unknown, state: CompletionState): unknown {
  if (!isVeniceError(error) || state === initialCompletionState) return error;
  const partial = completionFromState(state);
  return error.partial === partial ? error : error.with({ partial });
}
