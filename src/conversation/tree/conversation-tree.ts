import type { ChatMessage } from '../../wire/chat-message.js';
import { AppendList } from './append-list.js';
import { Branches } from './branches.js';
import type { ConversationEntry, SavedEntry } from './conversation-entry.js';
import { EntryViews } from './entry-views.js';
import { isSendable, toMessages } from './to-messages.js';
import type { EntryFields, TreeChange } from './tree-change.js';
import { withFields } from './with-fields.js';

/**
 * The entries of a conversation with all versions, and the path through them that is shown. Appending to the path takes constant
 * time; every other change takes time in proportion to its length. The lists of a path never change.
 */
export class ConversationTree<Metadata = unknown> {
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

  /** Number of all entries. */
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

  /** Ids of the selected versions of entries that have others. */
  get selected(): readonly string[] {
    return this.#branches.selected;
  }

  get(id: string | null): SavedEntry<Metadata> | undefined {
    return id === null ? undefined : this.#saved.get(id);
  }

  /** Ids of the entries after an entry, or of the first ones. */
  versionsAfter(id: string | null): readonly string[] {
    return this.#branches.get(id).ids;
  }

  /** The entry that follows on the path through this one. */
  next(id: string | null): SavedEntry<Metadata> | undefined {
    return this.get(this.#branches.get(id).selected);
  }

  /** The entries from the first one to this one. */
  pathTo(id: string | null): readonly SavedEntry<Metadata>[] {
    const path: SavedEntry<Metadata>[] = [];
    for (let entry = this.get(id); entry !== undefined; entry = this.get(entry.parentId)) path.push(entry);
    return path.reverse();
  }

  /** The messages to send for an answer after this entry. */
  messagesTo(id: string | null): AppendList<ChatMessage> {
    return id === this.leafId ? this.#messages : new AppendList(toMessages(this.pathTo(id)));
  }

  /**
   * Makes changes in their order. Those of entries that have been removed in the meantime are left out, and so is an entry whose
   * id is known already.
   */
  apply(changes: readonly TreeChange<Metadata>[]): void {
    const before = { entries: this.#entries, messages: this.#messages };
    const isKept = changes.map((change) => this.#apply(change)).every(Boolean);
    if (!isKept) this.#rebuild(before.entries, before.messages);
  }

  /** Makes one change, and returns whether the lists of the path have it already. */
  #apply(change: TreeChange<Metadata>): boolean {
    switch (change.type) {
      case 'add':
        return this.#add(change.entry);
      case 'update':
        return this.#update(change.id, change.fields);
      case 'select':
        return this.#select(change.id);
      case 'remove':
        return this.#remove(change.id);
    }
  }

  #add(entry: SavedEntry<Metadata>): boolean {
    const { id, parentId } = entry;
    if (this.#saved.has(id) || (parentId !== null && !this.#saved.has(parentId))) return true;
    this.#saved.set(id, entry);
    this.#branches.add(entry);
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
    const [wasSendable, isNow] = [isSendable(before), isSendable(entry)];
    if (id !== this.leafId || (wasSendable && !isNow)) return false;
    // A message that replaces another one may have calls without results; that of an answer that has just ended has not.
    const isOther = entry.message !== before.message;
    if (isNow && isOther && (wasSendable || entry.status === before.status)) return false;
    this.#entries = this.#entries.replaceLast(this.#view(entry, this.#entries.last));
    if (!wasSendable && isNow) this.#messages = this.#messages.append(entry.message);
    return true;
  }

  #remove(id: string): boolean {
    const entry = this.#saved.get(id);
    if (entry === undefined) return true;
    this.#branches.remove(entry);
    const removed = [id];
    for (let last = removed.pop(); last !== undefined; last = removed.pop()) {
      this.#saved.delete(last);
      for (const next of this.#branches.get(last).ids) removed.push(next);
      this.#branches.clear(last);
    }
    return false;
  }

  #select(id: string): boolean {
    if (id === this.leafId) return true;
    for (const entry of this.pathTo(id)) this.#branches.select(entry);
    return false;
  }

  /** A copy that can be changed without changing this tree. */
  clone(): ConversationTree<Metadata> {
    return new ConversationTree(new Map(this.#saved), this.#branches.clone(), this.#views);
  }

  /** Makes the lists of the path; those from before if they have the same items. */
  #rebuild(entries = this.#entries, messages = this.#messages): void {
    const path: ConversationEntry<Metadata>[] = [];
    for (let entry = this.next(null); entry !== undefined; entry = this.next(entry.id)) {
      path.push(this.#view(entry, path.at(-1)));
    }
    this.#entries = entries.with(path);
    this.#messages = messages.with(toMessages(path));
  }

  #view(
    entry: SavedEntry<Metadata>,
    before: ConversationEntry<Metadata> | undefined,
  ): ConversationEntry<Metadata> {
    const turnId = entry.message.role === 'user' || before === undefined ? entry.id : before.turnId;
    return this.#views.get(entry, turnId, this.versionsAfter(entry.parentId));
  }
}
