import { InjectionToken, PLATFORM_ID, TransferState, inject, makeStateKey } from '@angular/core';
import { isPlatformServer } from '@angular/common';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ConversationChanges } from '../wire/conversation-changes.js';
import { hashString } from '../json/hash-string.js';

/** The place of one value in the page. */
export interface TransferSlot<T> {
  /** Removes and returns the value that the server has stored; undefined if there is none. */
  readonly take: () => T | undefined;
  /** Stores a value for the browser. */
  readonly put: (value: T) => void;
}

/** Transfers values from the server to the browser. */
export interface PageTransfer<T> {
  /** Returns the next slot with this name: the nth on the server is the nth in the browser. */
  readonly next: (name: string) => TransferSlot<T>;
}

/** Answers that the server has received, by request. The page contains the completion and a hash of the request, but not the request. */
export const ANSWER_TRANSFER = new InjectionToken<PageTransfer<ChatCompletion>>('ANSWER_TRANSFER', {
  providedIn: 'root',
  factory: () => createTransfer(hashString),
});

/** Conversations that the server has loaded, by id: all of their rows. */
export const CONVERSATION_TRANSFER = new InjectionToken<PageTransfer<ConversationChanges>>(
  'CONVERSATION_TRANSFER',
  { providedIn: 'root', factory: () => createTransfer((id) => `conversation-${id}`) },
);

function createTransfer<T>(toKey: (name: string) => string): PageTransfer<T> {
  const state = inject(TransferState);
  const isServer = isPlatformServer(inject(PLATFORM_ID));
  const counts = new Map<string, number>();
  return {
    next: (name) => {
      // All values of a name are stored under one key, by the number of their slot, starting at 0.
      const key = makeStateKey<Readonly<Record<string, T>>>(`venice-rx-${toKey(name)}`);
      // In a browser, a name without values in the page gets no number (-1), so that `counts` does not grow with each new request.
      const count = isServer || state.hasKey(key) ? (counts.get(key) ?? 0) : -1;
      if (count >= 0) counts.set(key, count + 1);
      return {
        take: () => {
          const { [count]: value, ...others } = state.get(key, {});
          if (value === undefined) return undefined;
          if (Object.keys(others).length > 0) state.set(key, others);
          else state.remove(key);
          return value;
        },
        put: (value) => {
          state.set(key, { ...state.get(key, {}), [count]: value });
        },
      };
    },
  };
}
