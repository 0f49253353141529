import { duration, required } from '../../options/option-rules.js';
import type { OptionRules } from '../../options/check-options.js';
import { hasMethod } from '../../subscribers/has-method.js';
import { isRecord } from '../../json/is-record.js';
import type { ConversationOptions } from '../conversation-options.js';
import type { ConversationLock } from './conversation-lock.js';
import type { ConversationStore } from './conversation-store.js';

/** Where and how a conversation is saved. */
export interface SaveOptions {
  /** Where the conversation is kept. */
  readonly store: ConversationStore;
  /**
   * Decides which of several conversations with the same id may send, such as those of two tabs. `store`: a row of the store is the lock,
   * which the first writer of a revision gets. The lock is renewed every 10 seconds and expires after 30 seconds: if a process dies in the
   * middle of a run, the next run waits up to 30 seconds. `false`: no lock; use it if only one conversation at a time has this id. Default:
   * `navigator.locks`, which all tabs share, in a browser that has them, and `store` everywhere else.
   */
  readonly lock?: ConversationLock | 'store' | false;
  /** Milliseconds between two writes of an answer that is arriving. Default: 500. */
  readonly saveInterval?: number;
}

/** Options of `Conversation.load`. */
export interface LoadOptions<Metadata = unknown> extends ConversationOptions<Metadata>, SaveOptions {}

/** Rules for the options that a store requires. */
export const saveOptionRules: OptionRules<SaveOptions> = {
  store: required([isStore, 'a ConversationStore']),
  lock: [
    (value) => value === false || value === 'store' || typeof value === 'function',
    "'store', a function or false",
  ],
  saveInterval: duration,
};

function isStore(value: unknown): boolean {
  return isRecord(value) && ['load', 'append', 'changes'].every((name) => hasMethod(value, name));
}
