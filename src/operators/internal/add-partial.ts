import { type MonoTypeOperatorFunction, catchError } from 'rxjs';
import {
  type CompletionState,
  completionFromState,
  initialCompletionState,
} from '../../reducer/completion-state.js';
import { isVeniceError } from '../../errors/venice-error.js';

/** Gives an error of the source what had come of the answer; one that comes before its first chunk passes as it is. */
export function addPartial<T>(stateOf: () => CompletionState): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => {
    const state = stateOf();
    const hasPartial = isVeniceError(error) && state !== initialCompletionState;
    throw hasPartial ? error.with({ partial: completionFromState(state) }) : error;
  });
}
