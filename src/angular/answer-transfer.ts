import { InjectionToken, TransferState, inject, makeStateKey } from '@angular/core';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { hashOf } from './hash-of.js';

/** One request, as the server and the browser count it. */
export interface TransferPlace {
  /** The answer that the server put here; given away once. */
  readonly take: () => ChatCompletion | undefined;
  /** Puts an answer here, for the browser. */
  readonly put: (completion: ChatCompletion) => void;
}

/** Hands the answers that the server has to the browser. */
export interface AnswerTransfer {
  /** The place of the next request with this text: the nth on the server is the nth in the browser. */
  readonly next: (request: string) => TransferPlace;
}

/**
 * Answers of the server by their request. What is put into the page is the completion and a hash of the request: no key,
 * no header, no prompt.
 */
export const ANSWER_TRANSFER = new InjectionToken<AnswerTransfer>('ANSWER_TRANSFER', {
  providedIn: 'root',
  factory: () => {
    const state = inject(TransferState);
    const counts = new Map<string, number>();
    return {
      next: (request) => {
        const hash = hashOf(request);
        const count = counts.get(hash) ?? 0;
        counts.set(hash, count + 1);
        const key = makeStateKey<ChatCompletion | undefined>(`venice-rx-${hash}-${count}`);
        return {
          take: () => {
            const completion = state.get(key, undefined);
            state.remove(key);
            return completion;
          },
          put: (completion) => {
            state.set(key, completion);
          },
        };
      },
    };
  },
});
