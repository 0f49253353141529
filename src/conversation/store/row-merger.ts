// One class with more than 150 lines: removals, additions and choices are merged in one step.
import { Subject } from 'rxjs';
import type { ConversationRow } from '../../wire/conversation-changes.js';
import { isRunWithin } from '../active-run.js';
import type { ConversationRunner } from '../conversation-runner.js';
import { isRecord } from '../../json/is-record.js';
import { isSameJson } from '../../json/is-same-json.js';
import type { SavedEntry } from '../tree/conversation-entry.js';
import { isOpen } from '../tree/is-open.js';
import type { EntryFields, TreeChange } from '../tree/tree-change.js';
import { type AddedEntries, takeAfter } from './added-entries.js';
import { type Sender, type SortedRows, isUnfinished, readRows } from './read-rows.js';
import { type RowKey, toKeyText } from './row-key.js';
import type { RowSet } from './row-set.js';
import { StoredRows } from './stored-rows.js';
import { UnfinishedRuns } from './unfinished-runs.js';

/** Types of the rows that make up the tree. */
const treeTypes: readonly string[] = ['entry', 'metadata', 'selected'] satisfies RowKey['type'][];

/**
 * Merges the rows of other writers into a conversation. The entries of all writers are kept, except that a removed entry stays removed. For
 * all other rows, the last writer wins: rows that have changed here and are not saved yet are kept.
 */
export class RowMerger<Metadata> {
  readonly unfinished = new UnfinishedRuns();
  /**
   * The rows that the store has. The removal of an entry that it does not have is not saved: another conversation may have begun the same
   * command, and save the entry with another parent.
   */
  readonly stored = new StoredRows();
  /** Ids of entries whose run this or another conversation has requested to stop. */
  readonly stops = new Set<string>();
  /**
   * Entries that were removed, here or elsewhere, with the id of their parent; undefined if the parent is not known. An entry that arrives
   * with one of these as its parent is removed too.
   */
  readonly #removed = new Map<string, string | null | undefined>();
  /** Rows that need an entry which is not known yet. */
  #early: readonly ConversationRow[] = [];
  readonly #removals = new Subject<string>();
  /** Emits the id of each command that another conversation has removed. */
  readonly removals = this.#removals.asObservable();
  /** The conversation that last had the right to send. */
  sender: Sender | null = null;
  readonly #runner: ConversationRunner<Metadata>;
  readonly #dirty: RowSet;

  constructor(runner: ConversationRunner<Metadata>, dirty: RowSet) {
    this.#runner = runner;
    this.#dirty = dirty;
  }

  /**
   * Returns the rows, sorted.
   *
   * @param isFirst - Whether these are the rows with which the conversation is loaded.
   */
  merge(rows: readonly ConversationRow[], isFirst: boolean): SortedRows<Metadata> {
    // A later row replaces an earlier one.
    const all = this.#early.length === 0 ? rows : [...this.#early, ...rows];
    const read = readRows<Metadata>(all);
    if (read.sender !== undefined) this.sender = read.sender;
    this.stored.noteRead(rows);
    const { tree } = this.#runner;
    const observer = tree.observer;
    tree.observer = undefined;
    try {
      this.#mergeTree(all, read);
    } finally {
      tree.observer = observer;
    }
    const queued = read.queued.filter(({ id }) => !this.#dirty.has({ type: 'queued', id }));
    if (queued.length > 0) this.#runner.queue.merge(queued, isFirst);
    for (const { id, command } of read.queued) if (command === undefined) this.#removals.next(id);
    for (const [id, isRequested] of read.stops) {
      if (this.#dirty.has({ type: 'stop', id })) continue;
      if (isRequested) this.stops.add(id);
      else this.stops.delete(id);
    }
    this.#setOutcome(read);
    return read;
  }

  #mergeTree(rows: readonly ConversationRow[], read: SortedRows<Metadata>): void {
    const { tree } = this.#runner;
    const added = this.#toAdded(read);
    tree.apply([...this.#updates(read), ...this.#adds(added)]);
    // Moves come before removals, so that entries that were moved out of a removed part are kept.
    tree.apply(this.#moves(read));
    this.#remove(read);
    this.#removeAfterRemoved(added);
    this.#keepEarly(rows, added);
    this.#choose(read);
  }

  #remove({ entries, metadata }: SortedRows<Metadata>): void {
    const { run, tree } = this.#runner;
    const ids = [...entries].flatMap(([id, entry]) => (entry === null && tree.get(id) ? [id] : []));
    for (const id of ids) {
      const entry = tree.get(id);
      if (entry === undefined) continue;
      // All writers must show the same version afterwards, whatever each of them has chosen before.
      if (tree.chosenAfter(entry.parentId) === id) tree.choose(new Map([[entry.parentId, null]]));
      // Entries that were added here after the removed one are removed too. The conversation that removed it did not know them, so their
      // removal is marked.
      tree.observer = (type, changed, removed) => {
        const key = { type, id: changed ?? '' };
        if (type === 'entry') this.noteChange(key.id, removed);
        if (type === 'entry' && removed !== undefined && !this.stored.has(key)) this.#dirty.delete(key);
        else if (type !== 'metadata' || !isNull(metadata, key.id)) this.#dirty.add(key);
      };
      if (run !== undefined && this.#runner.run === run && isRunWithin(run, tree, id))
        this.#runner.remove(id);
      else tree.apply([{ type: 'remove', id }]);
      tree.observer = undefined;
    }
    for (const [id, entry] of entries) {
      if (entry !== null) continue;
      if (!this.#removed.has(id)) this.#removed.set(id, undefined);
      this.unfinished.delete(id);
      this.#dirty.delete({ type: 'entry', id });
    }
    // If another conversation has set metadata on a removed entry, null must be saved in its place.
    for (const [id, data] of metadata)
      if (data !== undefined && this.#removed.has(id) && tree.get(id) === undefined)
        this.#mark('metadata', id);
  }

  /** Returns the entries that are not known here, by the id of their parent. Marks those that only this conversation can save. */
  #toAdded({ entries, metadata }: SortedRows<Metadata>): AddedEntries<Metadata> {
    const added: AddedEntries<Metadata> = new Map();
    for (const [id, entry] of entries) {
      if (entry === null) continue;
      if (this.#isBegunTwice(entry)) this.#dirty.delete({ type: 'entry', id });
      if (this.#isOwn(id) || this.#dirty.has({ type: 'entry', id })) this.#mark('entry', id);
      else if (this.#runner.tree.get(id) === undefined) {
        const data = metadata.get(id);
        const whole = data === undefined ? entry : { ...entry, metadata: data };
        const versions = added.get(entry.parentId);
        if (versions === undefined) added.set(entry.parentId, [whole]);
        else versions.push(whole);
      }
    }
    return added;
  }

  /** Whether an entry that was removed here was saved with another parent: both conversations have begun the same command. */
  #isBegunTwice({ id, parentId }: SavedEntry): boolean {
    const before = this.#removed.get(id);
    const isOther = before !== undefined && before !== parentId && this.#runner.tree.get(id) === undefined;
    return isOther && (parentId === null || !this.#removed.has(parentId));
  }

  #updates({ entries, metadata }: SortedRows<Metadata>): readonly TreeChange<Metadata>[] {
    const { tree } = this.#runner;
    const changes: TreeChange<Metadata>[] = [];
    for (const [id, entry] of entries) {
      const before = tree.get(id);
      if (entry === null || before === undefined || this.#isOwn(id)) continue;
      const key = { type: 'entry', id } as const;
      // Another conversation has ended the calls that are still open here.
      if (isOpen(before) && !isOpen(entry) && !isUnfinished(entry)) this.#dirty.delete(key);
      if (this.#dirty.has(key)) continue;
      this.#note(entry);
      const { metadata: _, ...fields } = before;
      if (!isSameJson(fields, entry)) changes.push({ type: 'update', id, fields: toFields(before, entry) });
    }
    for (const [id, data] of metadata) {
      if (tree.get(id) !== undefined && !this.#dirty.has({ type: 'metadata', id }))
        changes.push({ type: 'update', id, fields: { metadata: data } });
    }
    return changes;
  }

  /** Moves the entries whose parent is known out of `added`, and returns the changes that add them. */
  #adds(added: AddedEntries<Metadata>): readonly TreeChange<Metadata>[] {
    const { tree } = this.#runner;
    const entries = takeAfter(added, (id) => id === null || tree.get(id) !== undefined);
    for (const entry of entries) {
      this.#removed.delete(entry.id);
      this.#note(entry);
    }
    return entries.map((entry) => ({ type: 'add', entry }));
  }

  /** Removes the entries whose parent was removed, and marks their removal. */
  #removeAfterRemoved(added: AddedEntries<Metadata>): void {
    for (const entry of takeAfter(added, (id) => id !== null && this.#removed.has(id))) {
      this.noteChange(entry.id, entry);
      this.#mark('entry', entry.id);
    }
  }

  /**
   * Two conversations whose store had failed may have begun the same command after different entries: the parent in the store
   * wins, unless it was removed here.
   */
  #moves({ entries }: SortedRows<Metadata>): readonly TreeChange<Metadata>[] {
    const { tree } = this.#runner;
    return [...entries].flatMap(([id, entry]): readonly TreeChange<Metadata>[] => {
      const known = tree.get(id);
      if (entry === null || known === undefined) return [];
      const { parentId, createdAt } = entry;
      if (parentId === known.parentId && createdAt === known.createdAt) return [];
      if (parentId !== null && this.#removed.has(parentId)) this.#mark('entry', id);
      return [{ type: 'move', id, parentId, createdAt }];
    });
  }

  /** Keeps the rows of entries whose parent has not arrived, since the parent may still be written. */
  #keepEarly(rows: readonly ConversationRow[], added: AddedEntries<Metadata>): void {
    const ids = new Set([...added].flatMap(([parentId, next]) => [parentId, ...next.map(({ id }) => id)]));
    // The results of the active run are in the store before they are in the tree. Rows of other writers for them are kept until then.
    const results = [...(this.#runner.run?.progress.resultIds.values() ?? [])];
    const own = new Set(results.filter((id) => this.#runner.tree.get(id) === undefined));
    const early = rows.filter(({ type, id, value }) => {
      if (own.has(id)) return type === 'metadata' || type === 'selected';
      if (type === 'selected' && typeof value === 'string' && own.has(value)) return true;
      return (
        treeTypes.includes(type) && (ids.has(id) || (type === 'entry' && this.#hasUnknownParent(id, value)))
      );
    });
    this.#early = [...new Map(early.map((row) => [toKeyText(row), row])).values()];
  }

  /** Whether a row gives a known entry a parent that is not known yet. */
  #hasUnknownParent(id: string, value: unknown): boolean {
    const parentId = toParentId(value);
    const { tree } = this.#runner;
    if (parentId === undefined || tree.get(id) === undefined) return false;
    return tree.get(parentId) === undefined && !this.#removed.has(parentId);
  }

  /** Whether a row that was kept can be merged now, since the entry that it needs was added here. */
  get hasMergeable(): boolean {
    const { tree } = this.#runner;
    return this.#early.some(({ type, id, value }) => {
      if (type === 'metadata') return tree.get(id) !== undefined;
      if (type === 'selected')
        return [id, value].every(
          (one) => typeof one !== 'string' || one === '' || tree.get(one) !== undefined,
        );
      const parentId = toParentId(value);
      return parentId !== undefined && (tree.get(parentId) !== undefined || this.#removed.has(parentId));
    });
  }

  /**
   * Applies the choices of others. If there are entries, calls `tree.choose` without a choice too, which builds the messages again: results of
   * tools may have arrived before their answer was complete.
   */
  #choose({ choices, entries }: SortedRows<Metadata>): void {
    const { run, tree } = this.#runner;
    const known = [...choices].filter(([id]) => !this.#dirty.has({ type: 'selected', id: id ?? '' }));
    if (known.length === 0 && entries.size === 0) return;
    tree.choose(new Map(known));
    if (run === undefined) return;
    const { anchorId, answerId } = run.progress;
    const lastId = answerId ?? anchorId;
    run.isFollowed &&= lastId === null || tree.entries.array.some(({ id }) => id === lastId);
  }

  #setOutcome({ outcome }: SortedRows<Metadata>): void {
    const runner = this.#runner;
    const isKept = outcome === undefined || this.#dirty.has({ type: 'outcome', id: '' });
    if (runner.run !== undefined) return;
    const { usage, cost, interrupted } = runner.outcome;
    const before = { ...(usage && { usage }), ...(cost && { cost }), ...(interrupted && { interrupted }) };
    // Not without an effect: removes `interrupted` if the entry after which the run was interrupted has just been removed.
    if (isKept || isSameJson(before, outcome)) runner.setOutcome(runner.outcome);
    else runner.setOutcome({ ...outcome, status: 'idle' });
  }

  /** Called after an entry was changed or removed here. */
  noteChange(id: string, removed?: SavedEntry): void {
    if (removed === undefined) this.#removed.delete(id);
    else this.#removed.set(id, removed.parentId);
    this.unfinished.delete(id);
  }

  #note(entry: SavedEntry): void {
    if (isUnfinished(entry)) this.unfinished.add(entry.id);
    else this.unfinished.delete(entry.id);
  }

  /** Whether an entry belongs to the active run, which alone knows its content. */
  #isOwn(id: string): boolean {
    const { progress } = this.#runner.run ?? {};
    if (progress === undefined) return false;
    const { answerId, questionId, resultIds } = progress;
    return id === answerId || id === questionId || [...resultIds.values()].includes(id);
  }

  #mark(type: RowKey['type'], id: string): void {
    this.#dirty.add({ type, id });
  }
}

function isNull(metadata: ReadonlyMap<string, unknown>, id: string): boolean {
  return metadata.has(id) && metadata.get(id) === undefined;
}

function toParentId(value: unknown): string | undefined {
  const parentId = isRecord(value) ? value['parentId'] : undefined;
  return typeof parentId === 'string' ? parentId : undefined;
}

/** Returns the update that turns the fields of `before` into those of the second entry, except its metadata. */
function toFields(
  before: SavedEntry,
  { id: _, parentId: __, createdAt: ___, ...after }: SavedEntry,
): EntryFields<never> {
  const names = Object.keys(before).filter(
    (name) => !['id', 'parentId', 'createdAt', 'metadata'].includes(name),
  );
  return { ...Object.fromEntries(names.map((name) => [name, undefined])), ...after } as EntryFields<never>;
}
