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
 * Answers one line after the other, with everything said before in mind; lines that come during an answer wait, and are
 * shown when they are asked. `/clear` starts over, `/exit` ends the conversation.
 *
 * An interrupt during an answer ends the answer and drops the lines that wait, at a line throws the line away, and at an
 * empty line ends the conversation. What had come of an answer that was stopped or broke off counts as said; a question
 * without any answer is forgotten.
 */
export function runConversation(parts: ChatSessionOptions): Observable<Output> {
  const { editor } = parts;
  return defer(() => {
    const session = new ChatSession(parts);
    return editor.events.pipe(
      connect((events) => {
        const interrupts = events.pipe(filter(({ type }) => type === 'interrupt'));
        // It looks before the answer does: the same Ctrl-C must not end both.
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
