import type { ConversationState } from './conversation-state.js';

/** Decides when a conversation that has a store may send, and is notified of its changes. */
export interface RunnerGuard {
  /** Fields of the state in place of those of the runner. */
  readonly fields: Partial<Pick<ConversationState, 'error' | 'saveError' | 'status'>>;
  /** Whether the next command may start now. If not, the queue is drained once it may. */
  readonly mayStart: () => boolean;
  /** A new state was emitted. */
  readonly changed: () => void;
}
