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
import { getChunkText } from './get-chunk-text.js';

/** Options of a chat session. */
export interface ChatSessionOptions {
  readonly editor: LineEditor;
  /** Messages before the first question. */
  readonly system: readonly ChatMessage[];
  /** Model of the first question. */
  readonly model: string;
  /** Sends a request. */
  readonly ask: (messages: readonly ChatMessage[], model: string) => Observable<ChatCompletionChunk>;
  /** Converts an answer to output. */
  readonly show: OperatorFunction<ChatCompletionChunk, Output>;
  /** Formats an error. */
  readonly describe: (error: unknown) => string;
}

/** Emitted instead of an answer, this output ends the conversation. */
export const endOfConversation: Output = toStderr('');

/** The history of a conversation, its running answer and its queued prompts. */
export class ChatSession {
  isAnswering = false;
  readonly #options: ChatSessionOptions;
  #messages: readonly ChatMessage[];
  #model: string;
  #queue: readonly string[] = [];

  constructor(options: ChatSessionOptions) {
    this.#options = options;
    this.#messages = options.system;
    this.#model = options.model;
  }

  /** During an answer, queues a prompt unless it is empty. Returns false if no answer is running: then the caller answers the prompt. */
  enqueueDuringAnswer(line: string): boolean {
    if (this.isAnswering && line.trim() !== '') this.#queue = [...this.#queue, line];
    return this.isAnswering;
  }

  /** Answers a prompt and then the queued prompts, and shows the editor's prompt again. */
  answer(line: string, interrupts: Observable<LineEvent>): Observable<Output> {
    const next = defer(() => {
      const [nextLine, ...laterLines] = this.#queue;
      this.#queue = laterLines;
      if (nextLine === undefined) return EMPTY;
      return concat(of(toStderr(`${showPrompt(nextLine)}\n`)), this.#reply(nextLine, interrupts));
    });
    const queued = next.pipe(repeat({ delay: () => (this.#queue.length > 0 ? of(true) : EMPTY) }));
    const prompt = defer(() => {
      this.#options.editor.prompt();
      return EMPTY;
    });
    return concat(this.#reply(line, interrupts), queued, prompt);
  }

  #reply(line: string, interrupts: Observable<LineEvent>): Observable<Output> {
    if (line.trim() === '') return EMPTY;
    const command = parseCommand(line);
    return command === undefined ? this.#ask(line, interrupts) : defer(() => of(this.#runCommand(command)));
  }

  #runCommand({ name, argument }: ConversationCommand): Output {
    if (name === '/model') {
      if (argument !== '') this.#model = argument;
      return toStderr(`The model is ${inOneLine(this.#model)}.\n`);
    }
    switch (`${name} ${argument}`.trim()) {
      case '/exit':
        return endOfConversation;
      case '/help':
        return toStderr(`${commandList}\n`);
      case '/clear':
        this.#messages = this.#options.system;
        return toStderr('Started over.\n');
      default:
        return toStderr(`${unknownCommand(inOneLine(`${name} ${argument}`))}\n`);
    }
  }

  #ask(content: string, interrupts: Observable<LineEvent>): Observable<Output> {
    const { ask, describe, show } = this.#options;
    return defer(() => {
      let answer = '';
      this.isAnswering = true;
      const messages: readonly ChatMessage[] = [...this.#messages, { role: 'user', content }];
      const stop = interrupts.pipe(
        tap(() => {
          this.#queue = [];
        }),
      );
      const chunks = ask(messages, this.#model).pipe(
        tap((chunk) => {
          answer += getChunkText(chunk).answer;
        }),
        takeUntil(stop),
      );
      const end = defer(() => {
        this.isAnswering = false;
        if (answer !== '') this.#messages = [...messages, { role: 'assistant', content: answer }];
        return of(toStderr('\n'));
      });
      return concat(
        chunks.pipe(
          show,
          catchError((error: unknown) => of(toStderr(describe(error)))),
        ),
        end,
      );
    });
  }
}
