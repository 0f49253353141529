import {
  type Observable,
  connect,
  defer,
  exhaustMap,
  filter,
  startWith,
  takeUntil,
  takeWhile,
  tap,
} from 'rxjs';
import { type Output, toStderr } from '../output.js';
import { conversationHelp } from './conversation-command.js';
import { type ChatSessionOptions, ChatSession, leave } from './chat-session.js';

/**
 * Answers one line after the other, with the history of the conversation; lines entered during an answer are queued, and printed
 * when they are sent. `/clear` starts over, `/exit` ends the conversation.
 *
 * An interrupt during an answer stops it and clears the queue, at a line clears the line, and at an empty line ends the
 * conversation. The received part of a stopped or broken answer stays in the history; a question without any answer is removed.
 */
export function runConversation(parts: ChatSessionOptions): Observable<Output> {
  const { editor } = parts;
  return defer(() => {
    const session = new ChatSession(parts);
    return editor.events.pipe(
      connect((events) => {
        const interrupts = events.pipe(filter(({ type }) => type === 'interrupt'));
        // Subscribed before the answer: the same Ctrl-C must not end both.
        const leaving = interrupts.pipe(
          filter(() => !session.isAnswering),
          tap(() => {
            editor.clear();
          }),
          filter(({ line }) => line === ''),
        );
        return events.pipe(
          filter(({ type }) => type === 'line'),
          filter(({ line }) => session.takes(line)),
          exhaustMap(({ line }) => session.answer(line, interrupts)),
          takeUntil(leaving),
        );
      }),
      takeWhile((print) => print !== leave),
      startWith(toStderr(`${conversationHelp}\n`)),
    );
  });
}
