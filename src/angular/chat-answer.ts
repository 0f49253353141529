import { ErrorHandler, type Injector, PLATFORM_ID, PendingTasks } from '@angular/core';
import { isPlatformServer } from '@angular/common';
import {
  type MonoTypeOperatorFunction,
  type Observable,
  catchError,
  defer,
  finalize,
  map,
  of,
  tap,
} from 'rxjs';
import { toState } from '../operators/to-state.js';
import { ask } from '../operators/internal/chat-source.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { ANSWER_TRANSFER, type TransferSlot } from './page-transfer.js';
import type { ChatResourceOptions, ChatResourceRequest } from './chat-resource-options.js';
import { type ChatResourceState, toResourceState } from './chat-resource-state.js';
import { getClient } from './inject-venice.js';

/** A request of a chat resource. */
export interface ChatQuestion {
  readonly request: ChatResourceRequest;
  /** Whether `reload` sends the request. If not, the page may contain its answer. */
  readonly isReload: boolean;
  /** The value to show until the new answer starts. */
  readonly previous: ChatCompletion | undefined;
}

/**
 * Emits the states of one answer, the first one synchronously. Reads the answer from the page if the server has rendered it there;
 * otherwise sends the request. An error is emitted as a state.
 */
export function chatAnswer(
  injector: Injector,
  options: ChatResourceOptions,
  question: ChatQuestion,
): Observable<ChatResourceState> {
  return defer(() => {
    const { request, isReload, previous } = question;
    const slot = injector.get(ANSWER_TRANSFER).next(JSON.stringify(request));
    const completion = isReload ? undefined : slot.take();
    if (completion !== undefined) return of<ChatResourceState>({ phase: 'done', completion });
    const states = sendRequest(injector, options, question);
    if (!isPlatformServer(injector.get(PLATFORM_ID))) return states;
    return options.onServer === 'wait'
      ? states.pipe(delayPage(injector, slot))
      : of<ChatResourceState>({ phase: 'pending', completion: previous, isReload });
  });
}

function sendRequest(
  injector: Injector,
  { chat }: ChatResourceOptions,
  question: ChatQuestion,
): Observable<ChatResourceState> {
  const answer = defer(() =>
    ask(chat ?? getClient(injector).chat.completions, { ...question.request, stream: true }),
  );
  let latest: ChatResourceState | undefined;
  return answer.pipe(
    toState(),
    map((state) => {
      latest = toResourceState(state, question);
      return latest;
    }),
    catchError((thrown: unknown) => {
      // `toState` fails only with errors of the application, e.g. of a callback.
      injector.get(ErrorHandler).handleError(thrown);
      const error = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
      return of<ChatResourceState>({ ...latest, phase: 'failed', error });
    }),
  );
}

/** Delays the rendering on the server until the answer has ended, and stores a complete answer in the page. */
function delayPage(
  injector: Injector,
  slot: TransferSlot<ChatCompletion>,
): MonoTypeOperatorFunction<ChatResourceState> {
  return (states) =>
    defer(() => {
      const release = injector.get(PendingTasks).add();
      return states.pipe(
        tap(({ phase, completion }) => {
          if (phase === 'done' && completion !== undefined) slot.put(completion);
        }),
        finalize(release),
      );
    });
}
