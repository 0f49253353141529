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
 * Answers one prompt after the other, with the history of the conversation. Prompts entered during an answer are queued, and printed
 * when they are sent. `/clear` starts over, `/exit` ends the conversation.
 *
 * An interrupt during an answer stops the answer and clears the queue. An interrupt at any other time clears the prompt or, if the
 * prompt is empty, ends the conversation. The received part of a stopped or broken answer stays in the history; a question without
 * any answer is removed.
 */
export function runConversation(parts: ChatSessionOptions): Observable<Output> {
  const { editor } = parts;
  return defer(() => {
    const session = new ChatSession(parts);
    return editor.events.pipe(
      connect((events) => {
        const interrupts = events.pipe(filter(({ type }) => type === 'interrupt'));
        // The same Ctrl-C must not stop an answer and then end the conversation too. `takeUntil` subscribes to `leaving` before any
        // answer subscribes to `interrupts`, so `leaving` receives each one first, while `isAnswering` is still true.
        const leaving = interrupts.pipe(
          filter(() => !session.isAnswering),
          tap(() => {
            editor.clear();
          }),
          filter(({ line }) => line === ''),
        );
        return events.pipe(
          filter(({ type }) => type === 'line'),
          filter(({ line }) => !session.enqueueDuringAnswer(line)),
          exhaustMap(({ line }) => session.answer(line, interrupts)),
          takeUntil(leaving),
        );
      }),
      takeWhile((print) => print !== leave),
      startWith(toStderr(`${conversationHelp}\n`)),
    );
  });
}
