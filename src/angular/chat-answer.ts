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
import { ANSWER_TRANSFER, type TransferPlace } from './answer-transfer.js';
import type { ChatResourceOptions, ChatResourceRequest } from './chat-resource-options.js';
import { type ChatResourceState, toResourceState } from './chat-resource-state.js';
import { getClient } from './inject-venice.js';

/** Which answer is wanted. */
export interface ChatQuestion {
  readonly request: ChatResourceRequest;
  /** Undefined for a new question, which may have been answered on the server; else what to show until there is more. */
  readonly again?: { readonly kept: ChatCompletion | undefined };
}

/** The states of one answer, of which the first comes at once: from the server's page, or by asking. Does not fail. */
export function chatAnswer(
  injector: Injector,
  options: ChatResourceOptions,
  { request, again }: ChatQuestion,
): Observable<ChatResourceState> {
  return defer(() => {
    const place = injector.get(ANSWER_TRANSFER).next(JSON.stringify(request));
    const completion = again === undefined ? place.take() : undefined;
    if (completion !== undefined) return of<ChatResourceState>({ status: 'done', completion });
    const states = askNow(injector, options, request, again?.kept);
    if (!isPlatformServer(injector.get(PLATFORM_ID))) return states;
    return options.onServer === 'wait'
      ? states.pipe(holdPage(injector, place))
      : of<ChatResourceState>({ status: 'pending' });
  });
}

function askNow(
  injector: Injector,
  { chat }: ChatResourceOptions,
  request: ChatResourceRequest,
  kept: ChatCompletion | undefined,
): Observable<ChatResourceState> {
  const answer = defer(() => ask(chat ?? getClient(injector).chat.completions, { ...request, stream: true }));
  let latest: ChatResourceState | undefined;
  return answer.pipe(
    toState(),
    map((progress) => (latest = toResourceState(progress, kept))),
    catchError((thrown: unknown) => {
      // A mistake of the program is not shown to its users, so that it goes where Angular reports those.
      injector.get(ErrorHandler).handleError(thrown);
      const error = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
      return of<ChatResourceState>({ ...latest, status: 'failed', error });
    }),
  );
}

/** Keeps the server from sending the page before the end, and puts the answer into it. */
function holdPage(injector: Injector, place: TransferPlace): MonoTypeOperatorFunction<ChatResourceState> {
  return (states) =>
    defer(() => {
      const release = injector.get(PendingTasks).add();
      return states.pipe(
        tap(({ status, completion }) => {
          if (status === 'done' && completion !== undefined) place.put(completion);
        }),
        finalize(release),
      );
    });
}
