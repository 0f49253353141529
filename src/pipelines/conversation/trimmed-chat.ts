import { defer, mergeMap, take, throwIfEmpty } from 'rxjs';
import { repairHistory } from '../../chat/repair-history.js';
import { type ChatFunction, type ChatSource, ask } from '../chat-source.js';
import { observableOf } from '../tools/observable-of.js';
import type { HistoryTrim } from './conversation-options.js';

/** Asks `chat` with what `trim` leaves of the messages. */
export function trimmedChat(chat: ChatSource, trim: HistoryTrim): ChatFunction {
  return (request) =>
    defer(() => observableOf(trim(request.messages))).pipe(
      take(1),
      throwIfEmpty(() => new TypeError('trim: emit the messages to send')),
      mergeMap((messages) => ask(chat, { ...request, messages: repairHistory(messages) })),
    );
}
