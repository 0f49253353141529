import {
  type Observable,
  type OperatorFunction,
  EMPTY,
  catchError,
  concat,
  defer,
  of,
  repeat,
  takeUntil,
  tap,
} from 'rxjs';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { ChatMessage } from '../../wire/chat-message.js';
import { type Print, toErrors } from '../print.js';
import { inOneLine } from '../terminal/in-one-line.js';
import { commandOf, unknownCommand } from './conversation-command.js';
import { type LineEditor, type LineEvent, promptMark } from './line-editor.js';
import { textOfChunk } from './text-of-chunk.js';

/** What a conversation is made of. */
export interface TalkParts {
  readonly editor: LineEditor;
  /** Messages that stand before the first question. */
  readonly system: readonly ChatMessage[];
  readonly ask: (messages: readonly ChatMessage[]) => Observable<ChatCompletionChunk>;
  readonly show: OperatorFunction<ChatCompletionChunk, Print>;
  readonly describe: (error: unknown) => string;
}

/** Is printed in place of an answer where the conversation is to end. */
export const leave: Print = toErrors('');

/** What has been said so far, whether something is being said, and what waits until it has been. */
export class Talk {
  isAnswering = false;
  readonly #parts: TalkParts;
  #messages: readonly ChatMessage[];
  #waiting: readonly string[] = [];

  constructor(parts: TalkParts) {
    this.#parts = parts;
    this.#messages = parts.system;
  }

  /** Whether a line can be answered now. Otherwise it waits for its turn, unless it is empty. */
  takes(line: string): boolean {
    if (this.isAnswering && line.trim() !== '') this.#waiting = [...this.#waiting, line];
    return !this.isAnswering;
  }

  /** Answers a line and then those that came meanwhile, and prompts for the next. */
  answer(line: string, interrupts: Observable<LineEvent>): Observable<Print> {
    const next = defer(() => {
      const [waiting, ...others] = this.#waiting;
      this.#waiting = others;
      if (waiting === undefined) return EMPTY;
      return concat(of(toErrors(`${promptMark}${inOneLine(waiting)}\n`)), this.#reply(waiting, interrupts));
    });
    const others = next.pipe(repeat({ delay: () => (this.#waiting.length > 0 ? of(true) : EMPTY) }));
    const prompting = defer(() => {
      this.#parts.editor.prompt();
      return EMPTY;
    });
    return concat(this.#reply(line, interrupts), others, prompting);
  }

  #reply(line: string, interrupts: Observable<LineEvent>): Observable<Print> {
    if (line.trim() === '') return EMPTY;
    const command = commandOf(line);
    return command === undefined ? this.#ask(line, interrupts) : defer(() => of(this.#obey(command)));
  }

  #obey(command: string): Print {
    if (command === '/exit') return leave;
    if (command !== '/clear') return toErrors(`${unknownCommand(inOneLine(command))}\n`);
    this.#messages = this.#parts.system;
    return toErrors('Started over.\n');
  }

  #ask(content: string, interrupts: Observable<LineEvent>): Observable<Print> {
    const { ask, describe, show } = this.#parts;
    return defer(() => {
      let said = '';
      this.isAnswering = true;
      const asked: readonly ChatMessage[] = [...this.#messages, { role: 'user', content }];
      const stop = interrupts.pipe(tap(() => (this.#waiting = [])));
      const chunks = ask(asked).pipe(
        tap((chunk) => (said += textOfChunk(chunk).answer)),
        takeUntil(stop),
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
