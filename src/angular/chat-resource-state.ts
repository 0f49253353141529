import type { ResourceSnapshot } from '@angular/core';
import type { ChatState } from '../reducer/chat-state.js';
import type { ChatStatus } from '../reducer/chat-status.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/**
 * Phase of a chat resource: `idle` without a request; `pending` until the answer starts; `streaming` while it arrives; at the end `done`,
 * `failed` or `stopped`. `stop()` stops an answer, and so does `stopRun` in any page if the answer is a durable run.
 */
export type ChatResourcePhase = Extract<
  ChatStatus,
  'done' | 'failed' | 'idle' | 'pending' | 'stopped' | 'streaming'
>;

/** The state of a chat resource as one value. */
export interface ChatResourceState {
  readonly phase: ChatResourcePhase;
  /** Whether `reload` has sent the request. */
  readonly isReload?: boolean | undefined;
  /** The answer so far, or the value of the previous answer while this one is `pending`. */
  readonly completion?: ChatCompletion | undefined;
  readonly error?: Error | undefined;
}

/** Whether a request is active. */
export function isRunning({ phase }: ChatResourceState): boolean {
  return phase === 'pending' || phase === 'streaming';
}

/** Converts the state of a chat to that of a resource. The answer has the value `previous` until it starts. */
export function toResourceState(
  { status, completion, error }: ChatState,
  { previous, isReload }: { readonly previous: ChatCompletion | undefined; readonly isReload: boolean },
): ChatResourceState {
  return { phase: status, completion: completion ?? previous, error, isReload };
}

/**
 * Converts the state to the snapshot of an Angular `Resource`. As with `rxResource`, an answer is `resolved` from its first part on. An
 * answer that was stopped without a value is `idle`.
 */
export function toSnapshot(state: ChatResourceState): ResourceSnapshot<ChatCompletion | undefined> {
  const { phase, completion: value, error, isReload = false } = state;
  if (error !== undefined) return { status: 'error', error };
  if (phase === 'pending') return { status: isReload ? 'reloading' : 'loading', value };
  const isIdle = phase === 'idle' || (phase === 'stopped' && value === undefined);
  return { status: isIdle ? 'idle' : 'resolved', value };
}
