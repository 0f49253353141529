import {
  EMPTY,
  type Observable,
  type OperatorFunction,
  catchError,
  concat,
  concatMap,
  connect,
  defer,
  filter,
  of,
  takeUntil,
  tap,
} from 'rxjs';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { ChatMessage } from '../../wire/chat-message.js';
import { type Print, toErrors } from '../print.js';
import type { LineEditor, LineEvent } from './line-editor.js';
import { textOfChunk } from './text-of-chunk.js';

/** What a conversation is made of. */
export interface ConversationParts {
  readonly editor: LineEditor;
  /** Messages that stand before the first question. */
  readonly system: readonly ChatMessage[];
  readonly ask: (messages: readonly ChatMessage[]) => Observable<ChatCompletionChunk>;
  readonly show: OperatorFunction<ChatCompletionChunk, Print>;
  readonly describe: (error: unknown) => string;
}

/**
 * Answers one line after the other, with everything said before in mind; lines that come during an answer wait.
 *
 * An interrupt during an answer ends the answer, at a line throws the line away, and at an empty line ends the
 * conversation. What had come of an answer that was stopped or broke off counts as said; a question without any answer
 * is forgotten.
 */
export function converse(parts: ConversationParts): Observable<Print> {
  const { editor } = parts;
  return defer(() => {
    const talk = new Talk(parts);
    const prompting = defer(() => {
      editor.prompt();
      return EMPTY;
    });
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
          concatMap(({ line }) => concat(talk.answer(line, interrupts), prompting)),
          takeUntil(leaving),
        );
      }),
    );
  });
}

/** What has been said so far, and whether something is being said. */
class Talk {
  isAnswering = false;
  readonly #parts: ConversationParts;
  #messages: readonly ChatMessage[];

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#messages = parts.system;
  }

  answer(content: string, interrupts: Observable<LineEvent>): Observable<Print> {
    if (content.trim() === '') return EMPTY;
    const { ask, describe, show } = this.#parts;
    return defer(() => {
      let said = '';
      this.isAnswering = true;
      const asked: readonly ChatMessage[] = [...this.#messages, { role: 'user', content }];
      const chunks = ask(asked).pipe(
        tap((chunk) => (said += textOfChunk(chunk).answer)),
        takeUntil(interrupts),
      );
      const ending = defer(() => {
        this.isAnswering = false;
        if (said !== '') this.#messages = [...asked, { role: 'assistant', content: said }];
        return of(toErrors('\n'));
      });
      return concat(
        chunks.pipe(
          show,
          catchError((error: unknown) => of(toErrors(describe(error)))),
        ),
        ending,
      );
    });
  }
}
