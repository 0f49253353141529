import type { SavedEntry } from './conversation-entry.js';

/** The entries that follow one entry: versions of each other. */
interface Branch {
  readonly ids: readonly string[];
  readonly selected: string | null;
}

const none: Branch = { ids: [], selected: null };

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
    return new Branches(
      new Map([...ids].map(([parentId, all]) => [parentId, { ids: all, selected: all[0] ?? null }])),
    );
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

  add({ id, parentId }: SavedEntry): void {
    const { ids, selected } = this.get(parentId);
    this.#branches.set(parentId, { ids: [...ids, id], selected: selected ?? id });
  }

  select({ id, parentId }: SavedEntry): void {
    const { ids, selected } = this.get(parentId);
    if (selected !== id) this.#branches.set(parentId, { ids, selected: id });
  }

  remove({ id, parentId }: SavedEntry): void {
    const { ids, selected } = this.get(parentId);
    const position = ids.indexOf(id);
    const others = ids.filter((other) => other !== id);
    const nearest = others[Math.max(0, position - 1)] ?? null;
    this.#branches.set(parentId, { ids: others, selected: selected === id ? nearest : selected });
  }

  clear(id: string): void {
    this.#branches.delete(id);
  }

  clone(): Branches {
    return new Branches(new Map(this.#branches));
  }
}
