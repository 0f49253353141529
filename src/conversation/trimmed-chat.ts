import { defaultIfEmpty, defer, mergeMap, take } from 'rxjs';
import { repairHistory } from '../history/repair-history.js';
import { invalidOption } from '../options/invalid-option.js';
import type { ChatMessage } from '../wire/chat-message.js';
import { type ChatFunction, type ChatSource, ask } from '../operators/internal/chat-source.js';
import { toObservable } from '../subscribers/to-observable.js';
import type { HistoryTrim } from './conversation-options.js';

/** Calls `chat` with the messages that `trim` keeps. */
export function trimmedChat(chat: ChatSource, trim: HistoryTrim): ChatFunction {
  return (request) =>
    defer(() => toObservable(trim(request.messages))).pipe(
      take(1),
      defaultIfEmpty(undefined),
      mergeMap((messages) => ask(chat, { ...request, messages: repairHistory(toMessages(messages)) })),
    );
}

/** Throws a `TypeError` if `trim` has not returned or emitted an array. */
function toMessages(messages: readonly ChatMessage[] | undefined): readonly ChatMessage[] {
  if (Array.isArray(messages)) return messages as readonly ChatMessage[];
  throw invalidOption('trim', 'an array of messages, or emit it', messages, 'return');
}
