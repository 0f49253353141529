import type { Observable } from 'rxjs';
import type { ConversationState } from './conversation-state.js';

/** Decides when a conversation that has a store may send, and is notified of its changes. */
export interface RunnerGuard {
  /** Fields that replace those of the runner in the state. */
  readonly stateFields: Partial<Pick<ConversationState, 'error' | 'saveError' | 'status'>>;
  /** Whether the next command may start now. If not, the guard calls `drain` of the runner once the command may start. */
  readonly mayStart: () => boolean;
  /** Whether a queued command may be in the store, from which another conversation may load it. */
  readonly isSaved: (commandId: string) => boolean;
  /**
   * Removes a command from the store that was taken out of the queue. Emits true once this conversation has removed the command, and false if
   * another conversation was faster. So no response to a call is used twice, even if a process dies before it has saved that the tool runs.
   */
  readonly removeFromStore: (commandId: string) => Observable<boolean>;
  /** Withdraws the request to stop the run of an answer, since the user has responded to one of its calls. */
  readonly withdrawStop: (entryId: string) => void;
  /** Called after a new state was emitted. */
  readonly onChange: () => void;
}
