import type { Observable } from 'rxjs';

/** What a person does at a prompt. An interrupt, Ctrl-C, does not end the line: `line` is what stands in it. */
export interface LineEvent {
  readonly type: 'interrupt' | 'line';
  readonly line: string;
}

/** Stands before every line. */
export const promptMark = '> ';

/** Where a person writes lines. What is typed between a line and the next prompt is kept for it, and not shown. */
export interface LineEditor {
  /** Prompts on subscription, and completes at Ctrl-D. */
  readonly events: Observable<LineEvent>;
  /** Asks for the next line. */
  prompt(): void;
  /** Throws away what stands in the line. */
  clear(): void;
}
