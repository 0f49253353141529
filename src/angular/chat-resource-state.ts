import type { ChatState } from '../reducer/chat-state.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/**
 * Where a chat resource stands: `idle` while there is nothing to ask, `pending` until the answer begins, `streaming`,
 * then `done`, `stopped` by `stop()`, or `failed`.
 */
export type ChatResourceStatus = 'done' | 'failed' | 'idle' | 'pending' | 'stopped' | 'streaming';

/** All that a chat resource shows, as one value. */
export interface ChatResourceState {
  readonly status: ChatResourceStatus;
  /** Kept after stop and error. */
  readonly completion?: ChatCompletion | undefined;
  readonly error?: Error | undefined;
}

/** Whether a request is on its way. */
export function isRunning({ status }: ChatResourceState): boolean {
  return status === 'pending' || status === 'streaming';
}

/** How a chat that stands so is shown; `kept` is what was there before, until the answer begins. */
export function toResourceState(
  { status, completion, error }: ChatState,
  kept: ChatCompletion | undefined,
): ChatResourceState {
  return { status, completion: completion ?? kept, error };
}
