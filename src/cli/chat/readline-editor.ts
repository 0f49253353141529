import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { type Observable, defer, finalize, fromEvent, map, merge, takeUntil, tap } from 'rxjs';
import type { CliContext } from '../cli-context.js';
import { type LineEditor, type LineEvent, promptMark } from './line-editor.js';

/** A line editor on a terminal. It writes to stderr, so that stdout has answers only. */
export class ReadlineEditor implements LineEditor {
  readonly events: Observable<LineEvent>;
  #readline: Interface | undefined;
  #isHidden = false;

  constructor(context: Pick<CliContext, 'stderr' | 'stdin'>) {
    this.events = defer(() => this.#open(context));
  }

  prompt(): void {
    this.#isHidden = false;
    this.#readline?.prompt(true);
  }

  clear(): void {
    this.#readline?.write(null, { ctrl: true, name: 'e' });
    this.#readline?.write(null, { ctrl: true, name: 'u' });
  }

  #open({ stdin, stderr }: Pick<CliContext, 'stderr' | 'stdin'>): Observable<LineEvent> {
    const readline = createInterface({
      input: stdin,
      output: this.#screen(stderr),
      terminal: true,
      prompt: promptMark,
    });
    this.#readline = readline;
    this.prompt();
    const lines = (fromEvent(readline, 'line') as Observable<string>).pipe(
      map((line): LineEvent => ({ type: 'line', line })),
      tap(() => {
        this.#isHidden = true;
      }),
    );
    const interrupts = fromEvent(readline, 'SIGINT').pipe(
      map((): LineEvent => ({ type: 'interrupt', line: readline.line })),
    );
    return merge(lines, interrupts).pipe(
      takeUntil(fromEvent(readline, 'close')),
      finalize(() => {
        this.#readline = undefined;
        readline.close();
      }),
    );
  }

  /** The terminal, except while echo is off. */
  #screen(errors: CliContext['stderr']): Writable {
    const screen = new Writable({
      decodeStrings: false,
      write: (text: string, _, done) => {
        if (!this.#isHidden) errors.write(text);
        done();
      },
    });
    return Object.defineProperty(screen, 'columns', { get: () => (errors as { columns?: number }).columns });
  }
}
