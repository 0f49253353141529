// One class with more than 150 lines: every change keeps the same maps and lists consistent.
import type { ChatMessage } from '../../wire/chat-message.js';
import { AppendList } from './append-list.js';
import { Branches } from './branches.js';
import type { ConversationEntry, SavedEntry } from './conversation-entry.js';
import { EntryViews } from './entry-views.js';
import { isSendable, toMessages } from './to-messages.js';
import type { EntryFields, TreeChange } from './tree-change.js';
import type { TreeObserver } from './tree-observer.js';
import { withFields } from './with-fields.js';

/**
 * The entries of a conversation with all versions, and the path through them that is shown. Appending to the path, and most updates of its
 * last entry, take amortized constant time; other changes rebuild the path. The lists `entries` and `messages` are immutable.
 */
export class ConversationTree<Metadata = unknown> {
  /** Is notified of the changes by `apply`, except of a choice that a move resets. A clone has no observer. */
  observer: TreeObserver | undefined;
  readonly #saved: Map<string, SavedEntry<Metadata>>;
  readonly #branches: Branches;
  readonly #views: EntryViews<Metadata>;
  #entries = new AppendList<ConversationEntry<Metadata>>();
  #messages = new AppendList<ChatMessage>();

  private constructor(
    saved: Map<string, SavedEntry<Metadata>>,
    branches: Branches,
    views: EntryViews<Metadata>,
  ) {
    this.#saved = saved;
    this.#branches = branches;
    this.#views = views;
    this.#rebuild();
  }

  /** @param entries - Each after its parent. @param selected - Ids of the selected versions. Default: the oldest ones. */
  static from<Metadata>(
    entries: readonly SavedEntry<Metadata>[] = [],
    selected: readonly string[] = [],
  ): ConversationTree<Metadata> {
    const saved = new Map(entries.map((entry) => [entry.id, entry]));
    const branches = Branches.from(entries);
    for (const id of selected) {
      const entry = saved.get(id);
      if (entry !== undefined) branches.select(entry);
    }
    return new ConversationTree(saved, branches, new EntryViews());
  }

  /** Number of entries, those of all versions included. */
  get size(): number {
    return this.#saved.size;
  }

  /** The entries of the path. */
  get entries(): AppendList<ConversationEntry<Metadata>> {
    return this.#entries;
  }

  /** The messages of the path that can be sent. */
  get messages(): AppendList<ChatMessage> {
    return this.#messages;
  }

  /** Id of the last entry of the path; null if there are no entries. */
  get leafId(): string | null {
    return this.#entries.last?.id ?? null;
  }

  /** All entries, each after its parent. */
  get saved(): readonly SavedEntry<Metadata>[] {
    return [...this.#saved.values()];
  }

  /** Ids of the versions that are shown, for each entry with other versions: chosen, or shown by default. */
  get selected(): readonly string[] {
    return this.#branches.selected;
  }

  get(id: string | null): SavedEntry<Metadata> | undefined {
    return id === null ? undefined : this.#saved.get(id);
  }

  /** Returns the ids of the entries whose parent has this id; with null, of the entries without a parent. */
  versionsAfter(id: string | null): readonly string[] {
    return this.#branches.get(id).ids;
  }

  /** Returns the id of the version that was chosen after an entry; null if no version was chosen, in which case the oldest one is shown. */
  chosenAfter(id: string | null): string | null {
    return this.#branches.get(id).chosen;
  }

  /** Returns the time of a new entry after the entry with this id: `now`, or later if the new entry would not be the newest version. */
  timeAfter(id: string | null, now: number): number {
    const last = this.get(this.versionsAfter(id).at(-1) ?? null);
    return last === undefined ? now : Math.max(now, last.createdAt + 1);
  }

  /** Returns the version that is shown after the entry with this id; with null, the first shown entry. */
  next(id: string | null): SavedEntry<Metadata> | undefined {
    return this.get(this.#branches.get(id).selected);
  }

  /** Returns the entries from the first one to the entry with this id. */
  pathTo(id: string | null): readonly SavedEntry<Metadata>[] {
    const path: SavedEntry<Metadata>[] = [];
    for (let entry = this.get(id); entry !== undefined; entry = this.get(entry.parentId)) path.push(entry);
    return path.reverse();
  }

  /** Returns the messages to send for an answer after the entry with this id. */
  messagesTo(id: string | null): AppendList<ChatMessage> {
    return id === this.leafId ? this.#messages : new AppendList(toMessages(this.pathTo(id)));
  }

  /**
   * Applies the changes in their order. Skips changes of entries that do not exist, e.g. since they were removed, additions after such an
   * entry, and additions of an entry whose id exists already.
   */
  apply(changes: readonly TreeChange<Metadata>[]): void {
    const before = { entries: this.#entries, messages: this.#messages };
    const isUpToDate = changes.map((change) => this.#apply(change)).every(Boolean);
    if (!isUpToDate) this.#rebuild(before.entries, before.messages);
  }

  /** Chooses versions, without notifying the observer. The keys are the ids of the entries before the versions. */
  choose(choices: ReadonlyMap<string | null, string | null>): void {
    for (const [parentId, id] of choices) this.#branches.choose(parentId, id);
    this.#rebuild();
  }

  /** Applies one change. Returns false if the path must be rebuilt. */
  #apply(change: TreeChange<Metadata>): boolean {
    switch (change.type) {
      case 'add':
        return this.#add(change.entry);
      case 'update':
        return this.#update(change.id, change.fields);
      case 'select':
        return this.#select(change.id);
      case 'move':
        return this.#move(change);
      case 'remove':
        return this.#remove(change.id);
    }
  }

  #add(entry: SavedEntry<Metadata>): boolean {
    const { id, parentId } = entry;
    if (this.#saved.has(id) || (parentId !== null && !this.#saved.has(parentId))) return true;
    this.#saved.set(id, entry);
    this.#branches.add(entry, (other) => this.#saved.get(other));
    this.observer?.('entry', id);
    if (entry.metadata !== undefined) this.observer?.('metadata', id);
    if (parentId !== this.leafId) return false;
    this.#entries = this.#entries.append(this.#view(entry, this.#entries.last));
    if (isSendable(entry)) this.#messages = this.#messages.append(entry.message);
    return true;
  }

  #update(id: string, fields: EntryFields<Metadata>): boolean {
    const before = this.#saved.get(id);
    if (before === undefined) return true;
    const entry = withFields(before, fields);
    this.#saved.set(id, entry);
    if ('metadata' in fields) this.observer?.('metadata', id);
    if (Object.keys(fields).some((name) => name !== 'metadata')) this.observer?.('entry', id);
    const [wasSendable, isNow] = [isSendable(before), isSendable(entry)];
    if (id !== this.leafId || (wasSendable && !isNow)) return false;
    // A message that replaces another one may have calls without results, which only a rebuild repairs. An answer that has just ended, i.e.
    // whose status has changed, has no such calls.
    const isOther = entry.message !== before.message;
    if (isNow && isOther && (wasSendable || entry.status === before.status)) return false;
    this.#entries = this.#entries.replaceLast(this.#view(entry, this.#entries.last));
    if (!wasSendable && isNow) this.#messages = this.#messages.append(entry.message);
    return true;
  }

  #move({ id, parentId, createdAt }: TreeChange<Metadata> & { readonly type: 'move' }): boolean {
    const before = this.#saved.get(id);
    const canMove = before !== undefined && (parentId === null || this.#saved.has(parentId));
    if (!canMove || this.pathTo(parentId).some((entry) => entry.id === id)) return true;
    if (this.chosenAfter(before.parentId) === id) this.#branches.choose(before.parentId, null);
    this.#branches.remove(before);
    const moved: SavedEntry<Metadata> = { ...before, parentId, createdAt };
    this.#saved.set(id, moved);
    this.#branches.add(moved, (other) => this.#saved.get(other));
    // Moves the entries to the end of the map, since each entry must come after its parent.
    for (const next of this.#subtree(id)) {
      const entry = this.#saved.get(next);
      this.#saved.delete(next);
      if (entry !== undefined) this.#saved.set(next, entry);
    }
    this.observer?.('entry', id);
    return false;
  }

  #remove(id: string): boolean {
    const entry = this.#saved.get(id);
    if (entry === undefined) return true;
    if (this.#branches.remove(entry)) this.observer?.('selected', entry.parentId);
    for (const next of this.#subtree(id)) {
      const removed = this.get(next);
      if (removed?.metadata !== undefined) this.observer?.('metadata', next);
      this.#saved.delete(next);
      this.observer?.('entry', next, removed);
      this.#branches.clear(next);
    }
    return false;
  }

  /** Returns the ids of an entry and of all entries after it, each after its parent. */
  #subtree(id: string): readonly string[] {
    const ids = [id];
    for (const next of ids) ids.push(...this.#branches.get(next).ids);
    return ids;
  }

  #select(id: string): boolean {
    if (id === this.leafId) return true;
    for (const entry of this.pathTo(id)) {
      if (this.#branches.select(entry)) this.observer?.('selected', entry.parentId);
    }
    return false;
  }

  /** Returns a copy that can be changed without changing this tree. */
  clone(): ConversationTree<Metadata> {
    return new ConversationTree(new Map(this.#saved), this.#branches.clone(), this.#views);
  }

  /** Rebuilds the lists of the path; keeps the previous lists if they have the same items. */
  #rebuild(entries = this.#entries, messages = this.#messages): void {
    const path: ConversationEntry<Metadata>[] = [];
    for (let entry = this.next(null); entry !== undefined; entry = this.next(entry.id)) {
      path.push(this.#view(entry, path.at(-1)));
    }
    this.#entries = entries.with(path);
    this.#messages = messages.with(toMessages(path));
  }

  /** @param sameTurn - The entry before this one, or the previous view of this entry: an answer belongs to the same turn. */
  #view(
    entry: SavedEntry<Metadata>,
    sameTurn: ConversationEntry<Metadata> | undefined,
  ): ConversationEntry<Metadata> {
    const turnId = entry.message.role === 'user' || sameTurn === undefined ? entry.id : sameTurn.turnId;
    return this.#views.get(entry, turnId, this.versionsAfter(entry.parentId));
  }
}
