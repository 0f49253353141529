import { type MonoTypeOperatorFunction, catchError } from 'rxjs';
import { type ChatState, completionOf, initialChatState } from '../chat/chat-state.js';
import { isVeniceError } from '../errors/venice-error.js';

/** Gives an error of the source what had come of the answer; one that comes before its first chunk passes as it is. */
export function addPartial<T>(stateOf: () => ChatState): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => {
    const state = stateOf();
    const hasPartial = isVeniceError(error) && state !== initialChatState;
    throw hasPartial ? error.with({ partial: completionOf(state) }) : error;
  });
}
