import { isSameJson } from '../../json/is-same-json.js';
import type { ConversationRow } from '../../wire/conversation-changes.js';
import { toKeyString } from './row-key.js';

/** Rows that this conversation may have written: the store has failed without reporting the outcome. */
export class UnconfirmedRows {
  readonly #values = new Map<string, unknown[]>();

  add(rows: readonly ConversationRow[]): void {
    for (const row of rows) {
      const key = toKeyString(row);
      this.#values.set(key, [...(this.#values.get(key) ?? []), row.value]);
    }
  }

  clear(): void {
    this.#values.clear();
  }

  /** Whether this conversation may have written a row. */
  has(row: ConversationRow): boolean {
    return this.#values.get(toKeyString(row))?.some((value) => isSameJson(value, row.value)) === true;
  }
}
