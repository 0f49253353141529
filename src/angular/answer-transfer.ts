import { InjectionToken, PLATFORM_ID, TransferState, inject, makeStateKey } from '@angular/core';
import { isPlatformServer } from '@angular/common';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { hashString } from '../json/hash-string.js';

/** The transfer slot of one request, with the same number on the server and in the browser. */
export interface TransferPlace {
  /** Takes the answer that the server stored here, once. */
  readonly take: () => ChatCompletion | undefined;
  /** Stores an answer for the browser. */
  readonly put: (completion: ChatCompletion) => void;
}

/** Transfers answers from the server to the browser. */
export interface AnswerTransfer {
  /** Returns the slot of the next request with this JSON: the nth on the server is the nth in the browser. */
  readonly next: (request: string) => TransferPlace;
}

/** Answers by the number of their request, starting at 0. */
type Answers = Readonly<Record<string, ChatCompletion>>;

/** Answers of the server by request. The page contains the completion and a hash of the request: no key, no header, no prompt. */
export const ANSWER_TRANSFER = new InjectionToken<AnswerTransfer>('ANSWER_TRANSFER', {
  providedIn: 'root',
  factory: () => {
    const state = inject(TransferState);
    const isServer = isPlatformServer(inject(PLATFORM_ID));
    const counts = new Map<string, number>();
    return {
      next: (request) => {
        const key = makeStateKey<Answers>(`venice-rx-${hashString(request)}`);
        // A browser counts only requests that the server has answered, so that its own requests use no memory.
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
