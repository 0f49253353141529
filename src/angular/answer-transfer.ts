import { InjectionToken, PLATFORM_ID, TransferState, inject, makeStateKey } from '@angular/core';
import { isPlatformServer } from '@angular/common';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { hashString } from './hash-string.js';

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

/** Answers by the number of their request, from 0. */
type Answers = Readonly<Record<string, ChatCompletion>>;

/**
 * Answers of the server by their request. What is put into the page is the completion and a hash of the request: no key,
 * no header, no prompt.
 */
export const ANSWER_TRANSFER = new InjectionToken<AnswerTransfer>('ANSWER_TRANSFER', {
  providedIn: 'root',
  factory: () => {
    const state = inject(TransferState);
    const isServer = isPlatformServer(inject(PLATFORM_ID));
    const counts = new Map<string, number>();
    return {
      next: (request) => {
        const key = makeStateKey<Answers>(`venice-rx-${hashString(request)}`);
        // A browser counts only what the server has answered, so that nothing grows with what it asks itself.
        const count = isServer || state.hasKey(key) ? (counts.get(key) ?? 0) : -1;
        if (count >= 0) counts.set(key, count + 1);
        return {
          take: () => {
            const { [count]: completion, ...others } = state.get(key, {});
            if (completion === undefined) return undefined;
            if (Object.keys(others).length > 0) state.set(key, others);
            else state.remove(key);
            return completion;
          },
          put: (completion) => {
            state.set(key, { ...state.get(key, {}), [count]: completion });
          },
        };
      },
    };
  },
});
