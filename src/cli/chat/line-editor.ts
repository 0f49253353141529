import type { Observable } from 'rxjs';

/** A prompt that the user has entered, or an interrupt, i.e. Ctrl-C. At an interrupt, `line` is the unfinished prompt. */
export interface LineEvent {
  readonly type: 'interrupt' | 'line';
  /** The prompt; several lines are separated by line breaks. */
  readonly line: string;
}

/** Printed before every prompt. */
export const promptMark = '> ';

/** Printed before the second line of a prompt and all later ones. */
export const continuationMark = '… ';

/** Formats a prompt as the editor shows it, without a line break at its end. */
export function showPrompt(text: string): string {
  return `${promptMark}${text.replaceAll('\n', `\n${continuationMark}`)}`;
}

/** Reads prompts from the user. Input that is typed during an answer is not echoed. It belongs to the next prompt. */
export interface LineEditor {
  /** Shows the prompt mark on subscription, and completes on Ctrl-D. */
  readonly events: Observable<LineEvent>;
  /** Shows the prompt mark again, after an answer. */
  prompt(): void;
  /** Clears the current prompt. */
  clear(): void;
}
