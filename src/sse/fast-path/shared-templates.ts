import { TemplateList } from './template-list.js';

/** Maximum number of sources, and maximum length of their names. */
const maxSources = 128;
const maxNameLength = 512;

/** Number of frames in a row without a known form, in all answers of a source, after which new answers wait before they learn. */
const hopeless = 32;

/**
 * What the answers of one source, a server and a model, have in common. It holds no string and no number of an
 * answer: only punctuation, `true`, `false`, `null`, and names that every server uses.
 */
export class SharedTemplates extends TemplateList {
  #misses = 0;

  /** Whether an answer that starts now is likely to have frames of known forms. Now and then one may try in any case. */
  shouldTry(): boolean {
    if (this.#misses <= hopeless) return true;
    this.#misses -= 1;
    return false;
  }

  hit(): void {
    this.#misses = 0;
  }

  miss(): void {
    this.#misses += 1;
  }
}

/** In the order of their last use, the oldest first. */
const sources = new Map<string, SharedTemplates>();

/** The source that was used last, which nearly always is the next one too. */
let newest: { readonly source: string; readonly templates: SharedTemplates } | undefined;

/** Returns the templates for the answers of a source. */
export function sharedTemplates(source: string | undefined): SharedTemplates {
  if (source === undefined || source.length > maxNameLength) return new SharedTemplates();
  if (newest?.source === source) return newest.templates;
  const templates = sources.get(source) ?? new SharedTemplates();
  sources.delete(source);
  sources.set(source, templates);
  newest = { source, templates };
  if (sources.size > maxSources) sources.delete(sources.keys().next().value as string);
  return templates;
}
