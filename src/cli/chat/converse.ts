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
import { type Print, toErrors } from '../print.js';
import { conversationHelp } from './conversation-command.js';
import { type TalkParts, Talk, leave } from './talk.js';

/**
 * Answers one line after the other, with everything said before in mind; lines that come during an answer wait, and are
 * shown when they are asked. `/clear` starts over, `/exit` ends the conversation.
 *
 * An interrupt during an answer ends the answer and drops the lines that wait, at a line throws the line away, and at an
 * empty line ends the conversation. What had come of an answer that was stopped or broke off counts as said; a question
 * without any answer is forgotten.
 */
export function converse(parts: TalkParts): Observable<Print> {
  const { editor } = parts;
  return defer(() => {
    const talk = new Talk(parts);
    return editor.events.pipe(
      connect((events) => {
        const interrupts = events.pipe(filter(({ type }) => type === 'interrupt'));
        // It looks before the answer does: the same Ctrl-C must not end both.
        const leaving = interrupts.pipe(
          filter(() => !talk.isAnswering),
          tap(() => {
            editor.clear();
          }),
          filter(({ line }) => line === ''),
        );
        return events.pipe(
          filter(({ type }) => type === 'line'),
          filter(({ line }) => talk.takes(line)),
          exhaustMap(({ line }) => talk.answer(line, interrupts)),
          takeUntil(leaving),
        );
      }),
      takeWhile((print) => print !== leave),
      startWith(toErrors(`${conversationHelp}\n`)),
    );
  });
}
