import type { ChatMessage } from '../../wire/chat-message.js';
import type { ConversationRow } from '../../wire/conversation-changes.js';
import type { ConversationRunner } from '../conversation-runner.js';
import type { QueuedRow } from '../command-queue.js';
import type { RunOutcome } from '../run-end.js';
import type { SavedEntry } from '../tree/conversation-entry.js';
import type { EntryFields } from '../tree/tree-change.js';
import { withFields } from '../tree/with-fields.js';
import type { RowKey } from './row-key.js';
import type { RowMerger } from './row-merger.js';

/** The values of rows that the active run would leave if it were stopped now, except for the status of its answer. */
interface LiveValues {
  readonly outcome: RunOutcome;
  readonly fields: ReadonlyMap<string, EntryFields<never>>;
  /** Results of tools, which are not in the tree until all calls of their answer have ended. */
  readonly added: ReadonlyMap<string, SavedEntry<never>>;
}

/** Creates the rows of a conversation with their current values. */
export class RowWriter<Metadata> {
  readonly #runner: ConversationRunner<Metadata>;
  readonly #merger: RowMerger<Metadata>;
  /** The queue of a conversation that is being closed, by the ids of its commands. */
  #closingQueue: ReadonlyMap<string, QueuedRow<Metadata>> | undefined;
  /** Ids of commands that a conversation which is being closed was about to remove from the store. Their responses have not been used. */
  #unusedCommandIds: ReadonlySet<string> = new Set();

  constructor(runner: ConversationRunner<Metadata>, merger: RowMerger<Metadata>) {
    this.#runner = runner;
    this.#merger = merger;
  }

  /** Returns the rows that can be saved, and an `error` if one of them cannot. */
  read(keys: readonly RowKey[]): { readonly rows: readonly ConversationRow[]; readonly error?: Error } {
    const live = this.#readLive();
    const rows: ConversationRow[] = [];
    let error: Error | undefined;
    for (const { type, id } of keys) {
      if (type === 'queued' && this.#unusedCommandIds.has(id)) continue;
      try {
        const value = toJson(this.#toValue({ type, id }, live));
        // A result that has not arrived has no entry, and no row: null would mean that the entry was removed.
        if (type !== 'entry' || value !== null || this.#merger.stored.has({ type, id }))
          rows.push({ type, id, value });
      } catch (cause) {
        error = new TypeError('the conversation must consist of plain JSON values', { cause });
        const entry = type === 'entry' ? this.#runner.tree.get(id) : undefined;
        if (entry) rows.push({ type, id, value: toBlank(entry) });
      }
    }
    return { rows, ...(error && { error }) };
  }

  /**
   * Keeps the current queue for all later reads. Call it before the conversation is closed, which empties the queue.
   *
   * @param removingIds - Ids of commands that stay in the store, unless their removal is already being written.
   */
  keepQueue(removingIds: ReadonlySet<string>): void {
    this.#closingQueue = this.#readQueue();
    this.#unusedCommandIds = new Set(removingIds);
  }

  /** Moves the kept commands after the commands that were loaded in the meantime. Returns the ids of the moved commands. */
  moveQueue(): readonly string[] {
    const { tree } = this.#runner;
    const loaded = this.#readQueue();
    const last = Math.max(-1, ...[...loaded.values()].map(({ position }) => position));
    const moved = [...(this.#closingQueue ?? [])]
      .filter(([id]) => tree.get(id) === undefined && !loaded.has(id))
      .map(([id, row]) => [id, { ...row, position: last + 1 + row.position }] as const);
    this.#closingQueue = new Map([...loaded, ...moved]);
    return moved.map(([id]) => id);
  }

  #readQueue(): ReadonlyMap<string, QueuedRow<Metadata>> {
    const { queue } = this.#runner;
    return new Map(queue.commands.map((command) => [command.id, queue.toRow(command)]));
  }

  /** Returns the keys of the rows that change during a run without a change of the tree. */
  liveKeys(): readonly RowKey[] {
    const { progress } = this.#runner.run ?? {};
    if (progress?.answerId === undefined) return [];
    const ids = [progress.answerId, ...progress.resultIds.values()];
    return [...ids.map((id) => ({ type: 'entry', id }) as const), { type: 'outcome', id: '' }];
  }

  #readLive(): LiveValues {
    const { changes, outcome } = this.#runner.preview();
    const fields = new Map<string, EntryFields<never>>();
    const added = new Map<string, SavedEntry<never>>();
    for (const change of changes) {
      if (change.type === 'update') fields.set(change.id, change.fields);
      if (change.type === 'add') added.set(change.entry.id, change.entry);
    }
    return { outcome, fields, added };
  }

  #toValue({ type, id }: RowKey, { outcome, fields, added }: LiveValues): unknown {
    const { queue, tree } = this.#runner;
    switch (type) {
      case 'entry': {
        const saved = tree.get(id) ?? added.get(id);
        if (saved === undefined) return null;
        const changed = fields.get(id);
        const { metadata: _, ...entry } = changed
          ? withFields(saved, { ...changed, status: saved.status })
          : saved;
        return entry;
      }
      case 'metadata': {
        const metadata = tree.get(id)?.metadata;
        return metadata === undefined ? null : { metadata };
      }
      case 'selected':
        return tree.chosenAfter(id === '' ? null : id);
      case 'queued': {
        if (this.#closingQueue !== undefined) return this.#closingQueue.get(id) ?? null;
        const command = queue.commands.find((queued) => queued.id === id);
        return command === undefined ? null : queue.toRow(command);
      }
      case 'outcome': {
        const { usage, cost, interrupted } = outcome;
        return { usage, cost, interrupted };
      }
      case 'stop':
        return this.#merger.stops.has(id) || null;
      case 'sender':
        return null;
    }
  }
}

/** Returns a copy of the value. Throws if JSON cannot represent the value. */
function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

/** Returns the entry without its content, so that the entries after it can be loaded. */
function toBlank({ id, parentId, message, createdAt, status }: SavedEntry): SavedEntry {
  return { id, parentId, message: { role: message.role, content: '' } as ChatMessage, createdAt, status };
}
