import type { SavedEntry } from './conversation-entry.js';

/** The entries that follow one entry, i.e. the versions of the next message. */
interface Branch {
  /** Sorted by the time of their creation, so that all tabs show them in the same order. */
  readonly ids: readonly string[];
  /** Id of the version that was chosen; null if no version was chosen, in which case the oldest one is shown. */
  readonly chosen: string | null;
  /** Id of the version that is shown; null if there is none. */
  readonly selected: string | null;
}

const none: Branch = { ids: [], chosen: null, selected: null };

/** The entries that follow each entry, and which of them is shown. The entries without a parent have the key null. */
export class Branches {
  readonly #branches: Map<string | null, Branch>;

  private constructor(branches: Map<string | null, Branch>) {
    this.#branches = branches;
  }

  static from(entries: readonly SavedEntry[]): Branches {
    const branches = new Map<string | null, SavedEntry[]>();
    for (const entry of entries) {
      const versions = branches.get(entry.parentId);
      if (versions === undefined) branches.set(entry.parentId, [entry]);
      else versions.push(entry);
    }
    const toIds = (versions: SavedEntry[]): string[] => versions.sort(compareAge).map(({ id }) => id);
    return new Branches(new Map([...branches].map(([id, all]) => [id, toBranch(toIds(all), null)])));
  }

  /** Ids of the entries that are shown and have other versions. */
  get selected(): readonly string[] {
    return [...this.#branches.values()].flatMap(({ ids, selected }) =>
      ids.length > 1 && selected !== null ? [selected] : [],
    );
  }

  get(id: string | null): Branch {
    return this.#branches.get(id) ?? none;
  }

  /** @param find - Returns the entry with an id. */
  add(entry: SavedEntry, find: (id: string) => SavedEntry | undefined): void {
    const { ids, chosen } = this.get(entry.parentId);
    const isNewer = (id = ''): boolean => {
      const other = find(id);
      return other !== undefined && compareAge(other, entry) > 0;
    };
    let position = ids.length;
    while (position > 0 && isNewer(ids[position - 1])) position -= 1;
    const all = [...ids.slice(0, position), entry.id, ...ids.slice(position)];
    this.#branches.set(entry.parentId, toBranch(all, chosen));
  }

  /** Chooses an entry, and returns whether this has changed the choice. An entry without other versions is not chosen. */
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

  /** Removes an entry, and returns whether it was chosen. If so, the version before the entry is chosen, or else the version after it. */
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

/** Compares versions by the time of their creation; if the times are equal, by their ids. */
function compareAge(entry: SavedEntry, other: SavedEntry): number {
  return entry.createdAt - other.createdAt || (entry.id < other.id ? -1 : 1);
}

function toBranch(ids: readonly string[], chosen: string | null): Branch {
  return { ids, chosen, selected: chosen ?? ids[0] ?? null };
}
