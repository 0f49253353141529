import type { FrameText } from '../frame-text.js';
import type { FrameTemplate } from './frame-template.js';
import type { LeafValues } from './leaf-values.js';

/** Maximum number of templates. A stream needs one each for frames with reasoning, content, a tool call, the finish reason and usage. */
const maxTemplates = 8;

/** Templates of the frames of a stream, sorted by their last use, the latest first. */
export class TemplateList {
  readonly #templates: FrameTemplate[] = [];
  /**
   * For each template, the template that the next frame used last time; with this list as the key, the template of the first frame of an
   * answer. The answers of a source use their templates in nearly the same order.
   */
  readonly #followers = new WeakMap<object, FrameTemplate>();

  add(template: FrameTemplate): void {
    this.#templates.unshift(template);
    this.#templates.splice(maxTemplates);
  }

  /**
   * Reads the strings and numbers of the frame that starts at `from` into `leaves`. Returns the template of the frame, or undefined if
   * no template matches.
   *
   * @param before - The template of the previous frame of the same answer.
   */
  read(
    source: FrameText,
    from: number,
    leaves: LeafValues,
    before?: FrameTemplate,
  ): FrameTemplate | undefined {
    const templates = this.#templates;
    const follower = this.#followers.get(before ?? this);
    const followerIndex = follower === undefined ? -1 : templates.indexOf(follower);
    if (followerIndex >= 0 && follower?.read(source, from, leaves) === true)
      return this.#moveToFront(follower, followerIndex);
    for (let index = 0; index < templates.length; index += 1) {
      const template = templates[index] as FrameTemplate;
      if (index === followerIndex || !template.read(source, from, leaves)) continue;
      this.#followers.set(before ?? this, template);
      return this.#moveToFront(template, index);
    }
    return undefined;
  }

  #moveToFront(template: FrameTemplate, index: number): FrameTemplate {
    for (let to = index; to > 0; to -= 1) this.#templates[to] = this.#templates[to - 1] as FrameTemplate;
    this.#templates[0] = template;
    return template;
  }
}
