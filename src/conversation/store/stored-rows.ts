import type { ConversationRow } from '../../wire/conversation-changes.js';
import { type RowKey, toKeyString } from './row-key.js';

const types: readonly string[] = ['entry', 'queued'] satisfies RowKey['type'][];

/** The keys of the entries and commands that the store has, or may have since they are being written. */
export class StoredRows {
  readonly #keys = new Set<string>();

  has(key: RowKey): boolean {
    return this.#keys.has(toKeyString(key));
  }

  add(key: RowKey): void {
    this.#keys.add(toKeyString(key));
  }

  /** Adds the rows that are being written, and removes the commands whose removal is being written. The returned function undoes both. */
  noteWriting(rows: readonly ConversationRow[]): () => void {
    // The id of a removed command is never used again, so its key would only take up memory.
    const changed = rows.filter((row) => (row.value !== null || row.type === 'queued') && this.#update(row));
    return () => {
      for (const row of changed) this.#update(row, row.value === null);
    };
  }

  /**
   * Adds or removes rows that were read from the store. Returns the entries and commands that were in the set and are removed: not the
   * commands whose removal this conversation has written.
   */
  noteRead(rows: readonly ConversationRow[]): readonly RowKey[] {
    return rows.filter((row): row is ConversationRow & RowKey => this.#update(row) && row.value === null);
  }

  /** Adds or removes a row. Returns whether this has changed the set. */
  #update(row: ConversationRow, isStored = row.value !== null): boolean {
    const key = toKeyString(row);
    if (!types.includes(row.type) || this.#keys.has(key) === isStored) return false;
    if (isStored) this.#keys.add(key);
    else this.#keys.delete(key);
    return true;
  }
}
