import type { FrameText } from '../frame-text.js';
import type { FrameTemplate } from './frame-template.js';
import type { LeafValues } from './leaf-values.js';

/** Maximum number of forms, such as those of reasoning, content, tool calls, the end and usage. */
const maxTemplates = 8;

/** Templates in the order of their last use, the newest first. */
export class TemplateList {
  readonly #templates: FrameTemplate[] = [];
  /** The template that was used after another one, or first in an answer: answers have their forms in the same order. */
  readonly #followers = new WeakMap<object, FrameTemplate>();

  add(template: FrameTemplate): void {
    this.#templates.unshift(template);
    this.#templates.splice(maxTemplates);
  }

  /**
   * Reads the frame that starts at `from` into `leaves`; returns its template, or undefined if there is none. `before` is that of
   * the frame before it in the same answer.
   */
  read(
    source: FrameText,
    from: number,
    leaves: LeafValues,
    before?: FrameTemplate,
  ): FrameTemplate | undefined {
    const templates = this.#templates;
    const follower = this.#followers.get(before ?? this);
    const likely = follower === undefined ? -1 : templates.indexOf(follower);
    if (likely >= 0 && follower?.read(source, from, leaves) === true) return this.#use(follower, likely);
    for (let number = 0; number < templates.length; number += 1) {
      const template = templates[number] as FrameTemplate;
      if (number === likely || !template.read(source, from, leaves)) continue;
      this.#followers.set(before ?? this, template);
      return this.#use(template, number);
    }
    return undefined;
  }

  #use(template: FrameTemplate, number: number): FrameTemplate {
    for (let at = number; at > 0; at -= 1) this.#templates[at] = this.#templates[at - 1] as FrameTemplate;
    this.#templates[0] = template;
    return template;
  }
}
