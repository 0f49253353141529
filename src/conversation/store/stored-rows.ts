import type { ConversationRow } from '../../wire/conversation-changes.js';
import { type RowKey, toKeyString } from './row-key.js';

const types: readonly string[] = ['entry', 'queued'] satisfies RowKey['type'][];

/** The keys of the entries and commands that the store has, or may have since they are being written. */
export class StoredRows {
  readonly #keys = new Set<string>();

  has(key: RowKey): boolean {
    return this.#keys.has(toKeyString(key));
  }

  /** Adds the rows that are being written, and removes the commands whose removal is being written. The returned function undoes both. */
  noteWriting(rows: readonly ConversationRow[]): () => void {
    const added = rows
      .filter(({ type, value }) => types.includes(type) && value !== null)
      .map(toKeyString)
      .filter((key) => !this.#keys.has(key));
    // The id of a removed command is never used again, so its key would only take up memory.
    const removed = rows
      .filter(({ type, value }) => type === 'queued' && value === null)
      .map(toKeyString)
      .filter((key) => this.#keys.has(key));
    for (const key of added) this.#keys.add(key);
    for (const key of removed) this.#keys.delete(key);
    return () => {
      for (const key of added) this.#keys.delete(key);
      for (const key of removed) this.#keys.add(key);
    };
  }

  /** Adds or removes rows that were read from the store. */
  noteRead(rows: readonly ConversationRow[]): void {
    for (const row of rows) {
      if (!types.includes(row.type)) continue;
      if (row.value === null) this.#keys.delete(toKeyString(row));
      else this.#keys.add(toKeyString(row));
    }
  }
}
