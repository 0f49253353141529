import type { Observable } from 'rxjs';

/** User input at a prompt. An interrupt, Ctrl-C, does not end the line: `line` is its current content. */
export interface LineEvent {
  readonly type: 'interrupt' | 'line';
  readonly line: string;
}

/** Printed before every line. */
export const promptMark = '> ';

/** Reads lines from the user. Input between a line and the next prompt is kept for that prompt, and not echoed. */
export interface LineEditor {
  /** Prompts on subscription, and completes on Ctrl-D. */
  readonly events: Observable<LineEvent>;
  /** Prompts for the next line. */
  prompt(): void;
  /** Clears the current line. */
  clear(): void;
}
