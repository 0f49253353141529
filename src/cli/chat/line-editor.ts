import type { Observable } from 'rxjs';

/** User input at a prompt. An interrupt, Ctrl-C, does not end the prompt: `line` is its current content. */
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

/** Reads prompts from the user. Input between a prompt and the next one is kept for that, and not echoed. */
export interface LineEditor {
  /** Prompts on subscription, and completes on Ctrl-D. */
  readonly events: Observable<LineEvent>;
  /** Prompts again. */
  prompt(): void;
  /** Clears the current prompt. */
  clear(): void;
}
