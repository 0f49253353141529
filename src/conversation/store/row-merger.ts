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
import { type EntriesByParent, takeSubtrees } from './entries-by-parent.js';
import { type Sender, type RowsByType, isUnfinished, readRows } from './read-rows.js';
import { type RowKey, toKeyString } from './row-key.js';
import type { RowSet } from './row-set.js';
import { StoredRows } from './stored-rows.js';
import { UnfinishedRuns } from './unfinished-runs.js';

/** Types of the rows that make up the tree. */
const treeTypes: readonly string[] = ['entry', 'metadata', 'selected'] satisfies RowKey['type'][];

/**
 * Merges the rows of other writers into a conversation. The entries of all writers are kept, except that a removed entry stays removed, and
 * so does a removed command. For all other rows, the last writer wins: rows that have changed here and are not saved yet are kept.
 */
export class RowMerger<Metadata> {
  readonly unfinished = new UnfinishedRuns();
  /**
   * The rows that the store has. If the store does not have an entry, the removal of the entry is not saved: another conversation may have
   * begun the same command, and save the entry with another parent.
   */
  readonly stored = new StoredRows();
  /** Ids of entries whose run this or another conversation has requested to stop. */
  readonly stops = new Set<string>();
  /**
   * Ids of the parents of removed entries, by the id of the entry; undefined if the parent is not known. An entry that arrives with a
   * removed entry as its parent is removed too.
   */
  readonly #removedParents = new Map<string, string | null | undefined>();
  /** Rows that need an entry which has not arrived yet. */
  #waitingRows: readonly ConversationRow[] = [];
  readonly #removals = new Subject<string>();
  /** Emits the id of each command that another conversation has removed. */
  readonly removals = this.#removals.asObservable();
  /** Value of the `sender` row. */
  sender: Sender | null = null;
  readonly #runner: ConversationRunner<Metadata>;
  readonly #dirty: RowSet;

  constructor(runner: ConversationRunner<Metadata>, dirty: RowSet) {
    this.#runner = runner;
    this.#dirty = dirty;
  }

  /**
   * Merges rows of the store, and returns them by their type.
   *
   * @param isFirst - Whether these are the rows with which the conversation is loaded.
   */
  merge(rows: readonly ConversationRow[], isFirst: boolean): RowsByType<Metadata> {
    // A later row replaces an earlier one.
    const all = this.#waitingRows.length === 0 ? rows : [...this.#waitingRows, ...rows];
    const groups = readRows<Metadata>(all);
    if (groups.sender !== undefined) this.sender = groups.sender;
    // A saved change of a removed command would put the command back into the queue.
    for (const row of this.stored.noteRead(rows)) this.#dirty.delete(row);
    const { tree } = this.#runner;
    const observer = tree.observer;
    tree.observer = undefined;
    try {
      this.#mergeTree(all, groups);
    } finally {
      tree.observer = observer;
    }
    const queued = groups.queued.filter(({ id }) => !this.#dirty.has({ type: 'queued', id }));
    if (queued.length > 0) this.#runner.queue.merge(queued, isFirst);
    for (const { id, command } of groups.queued) if (command === undefined) this.#removals.next(id);
    for (const [id, isRequested] of groups.stops) {
      if (this.#dirty.has({ type: 'stop', id })) continue;
      if (isRequested) this.stops.add(id);
      else this.stops.delete(id);
    }
    this.#setOutcome(groups);
    return groups;
  }

  #mergeTree(rows: readonly ConversationRow[], groups: RowsByType<Metadata>): void {
    const { tree } = this.#runner;
    const added = this.#groupNewEntries(groups);
    tree.apply([...this.#toUpdates(groups), ...this.#toAdditions(added)]);
    // Moves come before removals, so that entries that were moved out of a removed part are kept.
    tree.apply(this.#toMoves(groups));
    this.#removeEntries(groups);
    this.#removeAfterRemoved(added);
    this.#keepWaitingRows(rows, added);
    this.#applyChoices(groups);
  }

  #removeEntries({ entries, metadata }: RowsByType<Metadata>): void {
    const { run, tree } = this.#runner;
    const ids = [...entries].flatMap(([id, entry]) => (entry === null && tree.get(id) ? [id] : []));
    for (const id of ids) {
      const entry = tree.get(id);
      if (entry === undefined) continue;
      // All writers must show the same version afterwards, no matter which version each of them has chosen before.
      if (tree.chosenAfter(entry.parentId) === id) tree.choose(new Map([[entry.parentId, null]]));
      // Entries that were added here after the removed entry are removed too. The other conversation did not know them, so their removal is
      // marked.
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
      if (!this.#removedParents.has(id)) this.#removedParents.set(id, undefined);
      this.unfinished.delete(id);
      this.#dirty.delete({ type: 'entry', id });
    }
    // If another conversation has set metadata on a removed entry, null must be saved in its place.
    for (const [id, data] of metadata)
      if (data !== undefined && this.#removedParents.has(id) && tree.get(id) === undefined)
        this.#mark('metadata', id);
  }

  /**
   * Returns the entries that the tree does not have, by the id of their parent. Marks the entries whose content this conversation decides.
   */
  #groupNewEntries({ entries, metadata }: RowsByType<Metadata>): EntriesByParent<Metadata> {
    const added: EntriesByParent<Metadata> = new Map();
    for (const [id, entry] of entries) {
      if (entry === null) continue;
      if (this.#wasStartedTwice(entry)) this.#dirty.delete({ type: 'entry', id });
      if (this.#isOwn(id) || this.#dirty.has({ type: 'entry', id })) this.#mark('entry', id);
      else if (this.#runner.tree.get(id) === undefined) {
        const data = metadata.get(id);
        const withMetadata = data === undefined ? entry : { ...entry, metadata: data };
        const versions = added.get(entry.parentId);
        if (versions === undefined) added.set(entry.parentId, [withMetadata]);
        else versions.push(withMetadata);
      }
    }
    return added;
  }

  /** Whether an entry that was removed here was saved with another parent: both conversations have begun the same command. */
  #wasStartedTwice({ id, parentId }: SavedEntry): boolean {
    const before = this.#removedParents.get(id);
    const isOther = before !== undefined && before !== parentId && this.#runner.tree.get(id) === undefined;
    return isOther && (parentId === null || !this.#removedParents.has(parentId));
  }

  #toUpdates({ entries, metadata }: RowsByType<Metadata>): readonly TreeChange<Metadata>[] {
    const { tree } = this.#runner;
    const changes: TreeChange<Metadata>[] = [];
    for (const [id, entry] of entries) {
      const before = tree.get(id);
      if (entry === null || before === undefined || this.#isOwn(id)) continue;
      const key = { type: 'entry', id } as const;
      // Another conversation has ended the calls that are still open here.
      if (isOpen(before) && !isOpen(entry) && !isUnfinished(entry)) this.#dirty.delete(key);
      if (this.#dirty.has(key)) continue;
      this.#noteStatus(entry);
      const { metadata: _, ...fields } = before;
      if (!isSameJson(fields, entry)) changes.push({ type: 'update', id, fields: toFields(before, entry) });
    }
    for (const [id, data] of metadata) {
      if (tree.get(id) !== undefined && !this.#dirty.has({ type: 'metadata', id }))
        changes.push({ type: 'update', id, fields: { metadata: data } });
    }
    return changes;
  }

  /** Takes the entries whose parent is in the tree out of `added`, and returns the changes that add them. */
  #toAdditions(added: EntriesByParent<Metadata>): readonly TreeChange<Metadata>[] {
    const { tree } = this.#runner;
    const entries = takeSubtrees(added, (id) => id === null || tree.get(id) !== undefined);
    for (const entry of entries) {
      this.#removedParents.delete(entry.id);
      this.#noteStatus(entry);
    }
    return entries.map((entry) => ({ type: 'add', entry }));
  }

  /** Removes the entries whose parent was removed, and marks their removal. */
  #removeAfterRemoved(added: EntriesByParent<Metadata>): void {
    for (const entry of takeSubtrees(added, (id) => id !== null && this.#removedParents.has(id))) {
      this.noteChange(entry.id, entry);
      this.#mark('entry', entry.id);
    }
  }

  /**
   * Returns the changes that move entries to the parents that they have in the store: two conversations whose store had failed may have
   * begun the same command after different entries.
   */
  #toMoves({ entries }: RowsByType<Metadata>): readonly TreeChange<Metadata>[] {
    const { tree } = this.#runner;
    return [...entries].flatMap(([id, entry]): readonly TreeChange<Metadata>[] => {
      const current = tree.get(id);
      if (entry === null || current === undefined) return [];
      const { parentId, createdAt } = entry;
      if (parentId === current.parentId && createdAt === current.createdAt) return [];
      if (parentId !== null && this.#removedParents.has(parentId)) this.#mark('entry', id);
      return [{ type: 'move', id, parentId, createdAt }];
    });
  }

  /** Keeps the rows that need an entry which has not arrived, since the entry may still be written. */
  #keepWaitingRows(rows: readonly ConversationRow[], added: EntriesByParent<Metadata>): void {
    const ids = new Set([...added].flatMap(([parentId, next]) => [parentId, ...next.map(({ id }) => id)]));
    // The results of the active run are in the store before they are in the tree. Until then, rows of other writers for them are kept.
    const results = [...(this.#runner.run?.progress.resultIds.values() ?? [])];
    const own = new Set(results.filter((id) => this.#runner.tree.get(id) === undefined));
    const waitingRows = rows.filter(({ type, id, value }) => {
      if (own.has(id)) return type === 'metadata' || type === 'selected';
      if (type === 'selected' && typeof value === 'string' && own.has(value)) return true;
      return (
        treeTypes.includes(type) && (ids.has(id) || (type === 'entry' && this.#isParentMissing(id, value)))
      );
    });
    this.#waitingRows = [...new Map(waitingRows.map((row) => [toKeyString(row), row])).values()];
  }

  /** Whether a row of an entry that is in the tree names a parent that has not arrived yet. */
  #isParentMissing(id: string, value: unknown): boolean {
    const parentId = toParentId(value);
    const { tree } = this.#runner;
    if (parentId === undefined || tree.get(id) === undefined) return false;
    return tree.get(parentId) === undefined && !this.#removedParents.has(parentId);
  }

  /** Whether a kept row can be merged, since the entry that it needs has been added here. */
  get hasMergeable(): boolean {
    const { tree } = this.#runner;
    return this.#waitingRows.some(({ type, id, value }) => {
      if (type === 'metadata') return tree.get(id) !== undefined;
      if (type === 'selected')
        return [id, value].every(
          (entryId) => typeof entryId !== 'string' || entryId === '' || tree.get(entryId) !== undefined,
        );
      const parentId = toParentId(value);
      return (
        parentId !== undefined && (tree.get(parentId) !== undefined || this.#removedParents.has(parentId))
      );
    });
  }

  /**
   * Applies the choices of others. If entries have arrived, calls `tree.choose` even without a choice, since it rebuilds the messages:
   * results of tools may have arrived before their answer was complete.
   */
  #applyChoices({ choices, entries }: RowsByType<Metadata>): void {
    const { run, tree } = this.#runner;
    const others = [...choices].filter(([id]) => !this.#dirty.has({ type: 'selected', id: id ?? '' }));
    if (others.length === 0 && entries.size === 0) return;
    tree.choose(new Map(others));
    if (run === undefined) return;
    const { anchorId, answerId } = run.progress;
    const lastId = answerId ?? anchorId;
    run.isShown &&= lastId === null || tree.entries.array.some(({ id }) => id === lastId);
  }

  #setOutcome({ outcome }: RowsByType<Metadata>): void {
    const runner = this.#runner;
    const isKept = outcome === undefined || this.#dirty.has({ type: 'outcome', id: '' });
    if (runner.run !== undefined) return;
    const { usage, cost, interrupted } = runner.outcome;
    const before = { ...(usage && { usage }), ...(cost && { cost }), ...(interrupted && { interrupted }) };
    // `setOutcome` also removes `interrupted` if the entry after which the run was interrupted has just been removed.
    if (isKept || isSameJson(before, outcome)) runner.setOutcome(runner.outcome);
    else runner.setOutcome({ ...outcome, status: 'idle' });
  }

  /** Called after an entry was changed or removed here. */
  noteChange(id: string, removed?: SavedEntry): void {
    if (removed === undefined) this.#removedParents.delete(id);
    else this.#removedParents.set(id, removed.parentId);
    this.unfinished.delete(id);
  }

  #noteStatus(entry: SavedEntry): void {
    if (isUnfinished(entry)) this.unfinished.add(entry.id);
    else this.unfinished.delete(entry.id);
  }

  /** Whether the active run decides the content of an entry. */
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
