import type { SavedEntry } from './conversation-entry.js';

/** The entries that follow one entry: versions of each other. */
interface Branch {
  /** By the time of their creation, so that it does not matter in which order they became known. */
  readonly ids: readonly string[];
  /** The version that was chosen. Null: the oldest one is shown. */
  readonly chosen: string | null;
  readonly selected: string | null;
}

const none: Branch = { ids: [], chosen: null, selected: null };

/** Which entries follow each entry, and which of them is selected. The key of the first entries is null. */
export class Branches {
  readonly #branches: Map<string | null, Branch>;

  private constructor(branches: Map<string | null, Branch>) {
    this.#branches = branches;
  }

  static from(entries: readonly SavedEntry[]): Branches {
    const ids = new Map<string | null, string[]>();
    for (const { id, parentId } of entries) {
      const versions = ids.get(parentId);
      if (versions === undefined) ids.set(parentId, [id]);
      else versions.push(id);
    }
    return new Branches(new Map([...ids].map(([parentId, all]) => [parentId, toBranch(all, null)])));
  }

  /** Ids of the selected entries that are not the only version. */
  get selected(): readonly string[] {
    return [...this.#branches.values()].flatMap(({ ids, selected }) =>
      ids.length > 1 && selected !== null ? [selected] : [],
    );
  }

  get(id: string | null): Branch {
    return this.#branches.get(id) ?? none;
  }

  /** @param isNewer - Whether the entry with this id comes after the added one. */
  add({ id, parentId }: SavedEntry, isNewer: (id: string) => boolean): void {
    const { ids, chosen } = this.get(parentId);
    let position = ids.length;
    while (position > 0 && isNewer(ids[position - 1] ?? '')) position -= 1;
    this.#branches.set(parentId, toBranch([...ids.slice(0, position), id, ...ids.slice(position)], chosen));
  }

  /** Returns whether that has changed the choice. The only version needs none. */
  select({ id, parentId }: SavedEntry): boolean {
    const { ids, chosen } = this.get(parentId);
    if (chosen === id || ids.length < 2) return false;
    this.#branches.set(parentId, toBranch(ids, id));
    return true;
  }

  /** Chooses the version with this id; the oldest one if there is no such version. */
  choose(parentId: string | null, id: string | null): void {
    const { ids } = this.get(parentId);
    if (ids.length > 0) this.#branches.set(parentId, toBranch(ids, ids.includes(id ?? '') ? id : null));
  }

  /** Returns whether that has changed the choice. */
  remove({ id, parentId }: SavedEntry): boolean {
    const { ids, chosen } = this.get(parentId);
    const position = ids.indexOf(id);
    const others = ids.filter((other) => other !== id);
    const nearest = others[Math.max(0, position - 1)] ?? null;
    this.#branches.set(parentId, toBranch(others, chosen === id ? nearest : chosen));
    return chosen === id;
  }

  clear(id: string): void {
    this.#branches.delete(id);
  }

  clone(): Branches {
    return new Branches(new Map(this.#branches));
  }
}

function toBranch(ids: readonly string[], chosen: string | null): Branch {
  return { ids, chosen, selected: chosen ?? ids[0] ?? null };
}
