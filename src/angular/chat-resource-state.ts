import type { ResourceSnapshot } from '@angular/core';
import type { ChatState } from '../reducer/chat-state.js';
import type { ChatStatus } from '../reducer/chat-status.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/**
 * Phase of a chat resource: `idle` without a request, `pending` until the answer starts, `streaming`, then `done`, `stopped` by
 * `stop()` or, for a durable run, by `stopRun` of any page, or `failed`.
 */
export type ChatResourcePhase = Extract<
  ChatStatus,
  'done' | 'failed' | 'idle' | 'pending' | 'stopped' | 'streaming'
>;

/** The state of a chat resource as one value. */
export interface ChatResourceState {
  readonly phase: ChatResourcePhase;
  /** Whether `reload` sent the request. Default: false. */
  readonly isReload?: boolean | undefined;
  /** Kept after `stop()` and errors. */
  readonly completion?: ChatCompletion | undefined;
  readonly error?: Error | undefined;
}

/** Whether a request is active. */
export function isRunning({ phase }: ChatResourceState): boolean {
  return phase === 'pending' || phase === 'streaming';
}

/** Converts the state of a chat to that of a resource; `kept` is the previous value until the answer starts. */
export function toResourceState(
  { status, completion, error }: ChatState,
  { kept, isReload }: { readonly kept: ChatCompletion | undefined; readonly isReload: boolean },
): ChatResourceState {
  return { phase: status, completion: completion ?? kept, error, isReload };
}

/**
 * Converts the state to the snapshot of an Angular `Resource`. As with `rxResource`, an answer is `resolved` from its first part on.
 * One that was stopped before that is `idle`.
 */
export function toSnapshot(state: ChatResourceState): ResourceSnapshot<ChatCompletion | undefined> {
  const { phase, completion: value, error, isReload = false } = state;
  if (error !== undefined) return { status: 'error', error };
  if (phase === 'pending') return { status: isReload ? 'reloading' : 'loading', value };
  const hasNone = phase === 'idle' || (phase === 'stopped' && value === undefined);
  return { status: hasNone ? 'idle' : 'resolved', value };
}
