import { type RowKey, toKeyString } from './row-key.js';

/** The keys of the rows that have changed and are not saved yet. */
export class RowSet {
  readonly #keys = new Map<string, RowKey>();

  get size(): number {
    return this.#keys.size;
  }

  add(key: RowKey): void {
    this.#keys.set(toKeyString(key), key);
  }

  has(key: RowKey): boolean {
    return this.#keys.has(toKeyString(key));
  }

  delete(key: RowKey): void {
    this.#keys.delete(toKeyString(key));
  }

  /** Removes and returns all keys. */
  take(): readonly RowKey[] {
    const keys = [...this.#keys.values()];
    this.#keys.clear();
    return keys;
  }
}
