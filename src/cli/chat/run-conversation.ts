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
import { type ChatSessionOptions, ChatSession, endOfConversation } from './chat-session.js';

/**
 * Answers one prompt after the other, with the history of the conversation. A prompt that is entered during an answer is queued, and
 * printed when it is sent. `/clear` starts over, `/exit` ends the conversation.
 *
 * An interrupt during an answer stops the answer and clears the queue. An interrupt at any other time clears the prompt or, if the
 * prompt is empty, ends the conversation. The received part of a stopped or broken answer stays in the history; a question without
 * any answer is removed.
 */
export function runConversation(options: ChatSessionOptions): Observable<Output> {
  const { editor } = options;
  return defer(() => {
    const session = new ChatSession(options);
    return editor.events.pipe(
      connect((events) => {
        const interrupts = events.pipe(filter(({ type }) => type === 'interrupt'));
        // The same Ctrl-C must not stop an answer and then end the conversation too. `takeUntil` subscribes to `exits` before any
        // answer subscribes to `interrupts`, so `exits` receives an interrupt first, while `isAnswering` is still true.
        const exits = interrupts.pipe(
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
          takeUntil(exits),
        );
      }),
      takeWhile((output) => output !== endOfConversation),
      startWith(toStderr(`${conversationHelp}\n`)),
    );
  });
}
