import { TemplateList } from './template-list.js';

/** Maximum number of sources, and maximum length of their names. */
const maxSources = 128;
const maxNameLength = 512;

/** Maximum number of known structures of frames whose templates cannot be shared. */
const maxOwnStructures = 16;

/**
 * Number of frames in a row that match no template, in all answers of a source, after which new answers skip frames before they make
 * templates.
 */
const hopeless = 32;

/**
 * The templates that all answers of one source (a server and a model) share. They contain only punctuation, `true`, `false`, `null`, field
 * names that every server uses, and the constant `"chat.completion.chunk"`, but no other string and no number of an answer.
 */
export class SharedTemplates extends TemplateList {
  /** When these templates were used last, counted in uses of all sources. */
  usedAt = 0;
  #misses = 0;
  /** Structures of frames whose templates belong to one answer, see `toStructure`. */
  readonly #ownStructures = new Set<number>();

  /**
   * Whether an answer that starts now should try templates at once. After too many misses, each call returns false and forgets one miss,
   * so that later answers try again.
   */
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

  /** Whether the templates of frames with this structure cannot be shared. */
  isOwnStructure(structure: number): boolean {
    return this.#ownStructures.has(structure);
  }

  /** Remembers that the template of a frame with this structure cannot be shared. */
  addOwnStructure(structure: number): void {
    if (this.#ownStructures.size < maxOwnStructures) this.#ownStructures.add(structure);
  }
}

const sources = new Map<string, SharedTemplates>();
let uses = 0;

/** Returns the templates for the answers of a source. */
export function sharedTemplates(source: string | undefined): SharedTemplates {
  if (source === undefined || source.length > maxNameLength) return new SharedTemplates();
  let templates = sources.get(source);
  if (templates === undefined) {
    templates = new SharedTemplates();
    if (sources.size === maxSources) sources.delete(longestUnused());
    sources.set(source, templates);
  }
  uses += 1;
  templates.usedAt = uses;
  return templates;
}

function longestUnused(): string {
  let [unused] = sources.keys();
  for (const [source, { usedAt }] of sources) {
    if (usedAt < (sources.get(unused as string) as SharedTemplates).usedAt) unused = source;
  }
  return unused as string;
}
