import { TemplateList } from './template-list.js';

/** Maximum number of sources with templates, to limit their memory. */
const maxSources = 128;
/** Maximum number of characters of the name of a source. A program may use any URL and model; common names are much shorter. */
const maxNameLength = 512;

/** Maximum number of remembered structures of frames whose templates cannot be shared. */
const maxOwnStructures = 16;

/**
 * The number of misses of a source: a frame of any of its answers that matches no template adds one, a match subtracts two. Above `maxMisses`,
 * new answers are read without templates. There are at most `maxCounted` misses, so that this lasts for at most 32 answers.
 */
const maxMisses = 32;
const maxCounted = 64;

/**
 * The templates that all answers of one source (a server and a model) share. They contain only punctuation, `true`, `false`, `null`, field
 * names of common servers (see `areWireNames`), and the constant `"chat.completion.chunk"`, but no other string and no number of an answer.
 */
export class SharedTemplates extends TemplateList {
  /** Number of the last use of these templates; the uses of all sources are counted together. */
  usedAt = 0;
  #misses = 0;
  /** Structures of frames whose templates belong to one answer, see `toStructure`. */
  readonly #ownStructures = new Set<number>();

  /**
   * Whether an answer that starts now should use templates. After too many misses, each call returns false and forgets one miss, so that a
   * later answer tries again.
   */
  shouldTry(): boolean {
    if (this.#misses <= maxMisses) return true;
    this.#misses -= 1;
    return false;
  }

  hit(): void {
    this.#misses = Math.max(0, this.#misses - 2);
  }

  miss(): void {
    this.#misses = Math.min(maxCounted, this.#misses + 1);
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
    if (sources.size === maxSources) sources.delete(leastRecentlyUsed());
    sources.set(source, templates);
  }
  uses += 1;
  templates.usedAt = uses;
  return templates;
}

function leastRecentlyUsed(): string {
  let [unused] = sources.keys();
  for (const [source, { usedAt }] of sources) {
    if (usedAt < (sources.get(unused as string) as SharedTemplates).usedAt) unused = source;
  }
  return unused as string;
}
