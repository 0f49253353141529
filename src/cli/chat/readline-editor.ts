import { createInterface, type Interface, type Key } from 'node:readline';
import { Writable } from 'node:stream';
import {
  type Observable,
  concatMap,
  defer,
  finalize,
  fromEvent,
  ignoreElements,
  map,
  merge,
  takeUntil,
  tap,
} from 'rxjs';
import type { CliContext } from '../cli-context.js';
import { type LineEditor, type LineEvent, continuationMark, promptMark, showPrompt } from './line-editor.js';
import { PromptLines } from './prompt-lines.js';

type EditorContext = Pick<CliContext, 'env' | 'stderr' | 'stdin'>;

/**
 * A line editor on a terminal. It writes to stderr, so that stdout has only answers. It turns on bracketed paste, so that pasted
 * lines are one prompt.
 */
export class ReadlineEditor implements LineEditor {
  readonly events: Observable<LineEvent>;
  readonly #context: EditorContext;
  readonly #lines = new PromptLines();
  #readline: Interface | undefined;
  #isHidden = false;

  constructor(context: EditorContext) {
    this.#context = context;
    this.events = defer(() => this.#open());
  }

  prompt(): void {
    this.#isHidden = false;
    // Prints lines that were typed ahead, which have not been echoed. `readline.prompt` prints the mark of the last line.
    if (this.#lines.count > 0)
      this.#context.stderr.write(showPrompt(this.#lines.join('')).slice(0, -continuationMark.length));
    this.#readline?.prompt(true);
  }

  clear(): void {
    const hasLines = this.#lines.count > 0;
    this.#lines.clear();
    this.#readline?.setPrompt(promptMark);
    this.#readline?.write(null, { ctrl: true, name: 'e' });
    this.#readline?.write(null, { ctrl: true, name: 'u' });
    if (!hasLines) return;
    this.#context.stderr.write('\n');
    this.#readline?.prompt();
  }

  #open(): Observable<LineEvent> {
    const { env, stdin, stderr } = this.#context;
    const readline = createInterface({
      input: stdin,
      output: this.#screen(),
      terminal: true,
      prompt: promptMark,
    });
    const usesBracketedPaste = env['TERM'] !== 'dumb';
    if (usesBracketedPaste) stderr.write('\x1b[?2004h');
    this.#readline = readline;
    this.prompt();
    const lines = (fromEvent(readline, 'line') as Observable<string>).pipe(
      concatMap((line) => this.#addLine(line, readline)),
    );
    const interrupts = fromEvent(readline, 'SIGINT').pipe(
      map((): LineEvent => ({ type: 'interrupt', line: this.#lines.join(readline.line) })),
    );
    const keys = (fromEvent(stdin, 'keypress') as Observable<[unknown, Key]>).pipe(
      tap(([, key]) => {
        this.#handleKey(key, readline);
      }),
      ignoreElements(),
    );
    return merge(keys, lines, interrupts).pipe(
      takeUntil(fromEvent(readline, 'close')),
      finalize(() => {
        this.#readline = undefined;
        readline.close();
        if (usesBracketedPaste) stderr.write('\x1b[?2004l');
      }),
    );
  }

  #handleKey({ name, meta }: Key, readline: Interface): void {
    if (name === 'paste-start') this.#lines.isPasting = true;
    if (name === 'paste-end') this.#lines.isPasting = false;
    if (meta !== true || (name !== 'return' && name !== 'enter')) return;
    this.#lines.isContinued = true;
    readline.write(null, { name: 'return' });
  }

  #addLine(line: string, readline: Interface): readonly LineEvent[] {
    const text = this.#lines.add(line);
    readline.setPrompt(text === undefined ? continuationMark : promptMark);
    if (text === undefined) {
      readline.prompt();
      return [];
    }
    this.#isHidden = true;
    return [{ type: 'line', line: text }];
  }

  /** Creates the output of `readline`: the terminal, except during an answer, when input is not echoed. */
  #screen(): Writable {
    const { stderr } = this.#context;
    const screen = new Writable({
      decodeStrings: false,
      write: (text: string, _, done) => {
        if (!this.#isHidden) stderr.write(text);
        done();
      },
    });
    return Object.defineProperty(screen, 'columns', { get: () => stderr.columns });
  }
}
