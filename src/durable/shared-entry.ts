import type { RunOffset } from './run-offset.js';
import type { RunEntry } from './run-store.js';

/** An entry of a notification. All watchers of this process receive the same object, so its values are parsed once. */
export class SharedEntry implements RunEntry {
  readonly offset: RunOffset;
  readonly type: RunEntry['type'];
  readonly data: string;
  #values: readonly unknown[] | undefined;

  constructor({ offset, type, data }: RunEntry) {
    this.offset = offset;
    this.type = type;
    this.data = data;
  }

  /** The values; empty if this is the last entry of the run. */
  get values(): readonly unknown[] {
    this.#values ??= this.type === 'values' ? (JSON.parse(this.data) as readonly unknown[]) : [];
    return this.#values;
  }
}
