import type { OpenValue } from './open-value.js';
import type { SchemaPlace } from './schema-place.js';

/** An array in progress. */
export class OpenArray {
  /** The complete items; in the end, the whole array. Items are only appended. */
  readonly value: unknown[] = [];
  readonly #place: SchemaPlace | undefined;

  constructor(place: SchemaPlace | undefined) {
    this.#place = place;
  }

  /** Index of the next item. */
  get key(): number {
    return this.value.length;
  }

  /** Schema of the next item. */
  get placeOfNext(): SchemaPlace | undefined {
    return this.#place?.item(this.value.length);
  }

  /** Cost of a snapshot, in units of one copied property of an object: items are copied in bulk, which is faster. */
  get width(): number {
    return this.value.length / itemsForProperty;
  }

  /** Appends the next item. */
  add(value: unknown): void {
    this.value.push(value);
  }

  /** Returns a snapshot of the array so far, with a partial item at its end. */
  snapshot(open: OpenValue | undefined): OpenValue {
    const { value } = this;
    const { length } = value;
    let array: unknown[] | undefined;
    const read = (): unknown => {
      if (array !== undefined) return array;
      array = value.slice(0, length);
      if (open !== undefined) array.push(open.read());
      return array;
    };
    return { isContainer: true, read };
  }
}

/** Number of items that V8 copies in about the time of one property. */
const itemsForProperty = 64;
