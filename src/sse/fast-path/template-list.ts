import type { FrameText } from '../frame-text.js';
import type { FrameTemplate } from './frame-template.js';
import type { LeafValues } from './leaf-values.js';

/** Maximum number of forms, such as those of reasoning, content, tool calls, the end and usage. */
const maxTemplates = 8;

/** Templates in the order of their last use, the newest first. */
export class TemplateList {
  readonly #templates: FrameTemplate[] = [];

  add(template: FrameTemplate): void {
    this.#templates.unshift(template);
    this.#templates.splice(maxTemplates);
  }

  /** Reads the frame that starts at `from` into `leaves`; returns its template, or undefined if there is none. */
  read(source: FrameText, from: number, leaves: LeafValues): FrameTemplate | undefined {
    for (let number = 0; number < this.#templates.length; number += 1) {
      const template = this.#templates[number] as FrameTemplate;
      if (!template.read(source, from, leaves)) continue;
      if (number > 0) this.#templates.unshift(...this.#templates.splice(number, 1));
      return template;
    }
    return undefined;
  }
}
