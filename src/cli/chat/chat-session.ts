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
import { type Output, toStderr } from '../output.js';
import { inOneLine } from '../terminal/in-one-line.js';
import {
  type ConversationCommand,
  commandList,
  parseCommand,
  unknownCommand,
} from './conversation-command.js';
import { type LineEditor, type LineEvent, showPrompt } from './line-editor.js';
import { textOfChunk } from './chunk-text.js';

/** Options of a chat session. */
export interface ChatSessionOptions {
  readonly editor: LineEditor;
  /** Messages before the first question. */
  readonly system: readonly ChatMessage[];
  /** Model of the first question. */
  readonly model: string;
  readonly ask: (messages: readonly ChatMessage[], model: string) => Observable<ChatCompletionChunk>;
  readonly show: OperatorFunction<ChatCompletionChunk, Output>;
  readonly describe: (error: unknown) => string;
}

/** Printed instead of an answer to end the conversation. */
export const leave: Output = toStderr('');

/** The history of a conversation, its running answer and its queued prompts. */
export class ChatSession {
  isAnswering = false;
  readonly #parts: ChatSessionOptions;
  #messages: readonly ChatMessage[];
  #model: string;
  #waiting: readonly string[] = [];

  constructor(parts: ChatSessionOptions) {
    this.#parts = parts;
    this.#messages = parts.system;
    this.#model = parts.model;
  }

  /** During an answer, queues a prompt unless it is empty. Returns whether there is an answer; if not, the prompt can be answered now. */
  enqueueDuringAnswer(line: string): boolean {
    if (this.isAnswering && line.trim() !== '') this.#waiting = [...this.#waiting, line];
    return this.isAnswering;
  }

  /** Answers a prompt and then the queued ones, and prompts for the next. */
  answer(line: string, interrupts: Observable<LineEvent>): Observable<Output> {
    const next = defer(() => {
      const [waiting, ...others] = this.#waiting;
      this.#waiting = others;
      if (waiting === undefined) return EMPTY;
      return concat(of(toStderr(`${showPrompt(waiting)}\n`)), this.#reply(waiting, interrupts));
    });
    const others = next.pipe(repeat({ delay: () => (this.#waiting.length > 0 ? of(true) : EMPTY) }));
    const prompting = defer(() => {
      this.#parts.editor.prompt();
      return EMPTY;
    });
    return concat(this.#reply(line, interrupts), others, prompting);
  }

  #reply(line: string, interrupts: Observable<LineEvent>): Observable<Output> {
    if (line.trim() === '') return EMPTY;
    const command = parseCommand(line);
    return command === undefined ? this.#ask(line, interrupts) : defer(() => of(this.#obey(command)));
  }

  #obey({ name, argument }: ConversationCommand): Output {
    if (name === '/model') {
      if (argument !== '') this.#model = argument;
      return toStderr(`The model is ${inOneLine(this.#model)}.\n`);
    }
    switch (`${name} ${argument}`.trim()) {
      case '/exit':
        return leave;
      case '/help':
        return toStderr(`${commandList}\n`);
      case '/clear':
        this.#messages = this.#parts.system;
        return toStderr('Started over.\n');
      default:
        return toStderr(`${unknownCommand(inOneLine(`${name} ${argument}`))}\n`);
    }
  }

  #ask(content: string, interrupts: Observable<LineEvent>): Observable<Output> {
    const { ask, describe, show } = this.#parts;
    return defer(() => {
      let said = '';
      this.isAnswering = true;
      const asked: readonly ChatMessage[] = [...this.#messages, { role: 'user', content }];
      const stop = interrupts.pipe(
        tap(() => {
          this.#waiting = [];
        }),
      );
      const chunks = ask(asked, this.#model).pipe(
        tap((chunk) => {
          said += textOfChunk(chunk).answer;
        }),
        takeUntil(stop),
      );
      const ending = defer(() => {
        this.isAnswering = false;
        if (said !== '') this.#messages = [...asked, { role: 'assistant', content: said }];
        return of(toStderr('\n'));
      });
      return concat(
        chunks.pipe(
          show,
          catchError((error: unknown) => of(toStderr(describe(error)))),
        ),
        ending,
      );
    });
  }
}
