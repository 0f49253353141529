import type { ChatState } from '../reducer/chat-state.js';
import type { ChatStatus } from '../reducer/chat-status.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/**
 * Status of a chat resource: `idle` without a request, `pending` until the answer starts, `streaming`, then `done`, `stopped` by
 * `stop()`, or `failed`.
 */
export type ChatResourceStatus = Extract<
  ChatStatus,
  'done' | 'failed' | 'idle' | 'pending' | 'stopped' | 'streaming'
>;

/** The state of a chat resource as one value. */
export interface ChatResourceState {
  readonly status: ChatResourceStatus;
  /** Kept after `stop()` and errors. */
  readonly completion?: ChatCompletion | undefined;
  readonly error?: Error | undefined;
}

/** Whether a request is active. */
export function isRunning({ status }: ChatResourceState): boolean {
  return status === 'pending' || status === 'streaming';
}

/** Converts the state of a chat to that of a resource; `kept` is the previous value until the answer starts. */
export function toResourceState(
  { status, completion, error }: ChatState,
  kept: ChatCompletion | undefined,
): ChatResourceState {
  return { status, completion: completion ?? kept, error };
}
