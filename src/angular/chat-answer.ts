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

/** The answer to request. */
export interface ChatQuestion {
  readonly request: ChatResourceRequest;
  /** Whether `reload` sends it. If not, the server may have answered it. */
  readonly isReload: boolean;
  /** The value to keep until the new answer starts. */
  readonly kept: ChatCompletion | undefined;
}

/** Emits the states of one answer, the first one synchronously: from the server's page, or by sending the request. Never fails. */
export function chatAnswer(
  injector: Injector,
  options: ChatResourceOptions,
  question: ChatQuestion,
): Observable<ChatResourceState> {
  return defer(() => {
    const { request, isReload, kept } = question;
    const slot = injector.get(ANSWER_TRANSFER).next(JSON.stringify(request));
    const completion = isReload ? undefined : slot.take();
    if (completion !== undefined) return of<ChatResourceState>({ phase: 'done', completion });
    const states = askNow(injector, options, question);
    if (!isPlatformServer(injector.get(PLATFORM_ID))) return states;
    return options.onServer === 'wait'
      ? states.pipe(holdPage(injector, slot))
      : of<ChatResourceState>({ phase: 'pending', completion: kept, isReload });
  });
}

function askNow(
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
    map((progress) => {
      latest = toResourceState(progress, question);
      return latest;
    }),
    catchError((thrown: unknown) => {
      // A programming error is not shown to users, but goes to Angular's error handler.
      injector.get(ErrorHandler).handleError(thrown);
      const error = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
      return of<ChatResourceState>({ ...latest, phase: 'failed', error });
    }),
  );
}

/** Delays the server's page until the answer is complete, and stores the answer in it. */
function holdPage(
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
