import type { OpenValue } from './open-value.js';
import type { SchemaPlace } from './schema-place.js';

/** An array that is still coming. */
export class OpenArray {
  /** The whole items: only ever appended to, and what the array is in the end. */
  readonly value: unknown[] = [];
  readonly #place: SchemaPlace | undefined;

  constructor(place: SchemaPlace | undefined) {
    this.#place = place;
  }

  /** Which item comes next. */
  get key(): number {
    return this.value.length;
  }

  /** What the schema says of that item. */
  get placeOfNext(): SchemaPlace | undefined {
    return this.#place?.item(this.value.length);
  }

  /** What a snapshot costs, measured in properties of an object: items are copied at once, at a fraction of their cost. */
  get width(): number {
    return this.value.length / itemsForProperty;
  }

  /** Appends the next item. */
  add(value: unknown): void {
    this.value.push(value);
  }

  /** The array as it stands, with an item that is open itself at its end. */
  now(open: OpenValue | undefined): OpenValue {
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

/** So many items are copied in the time of one property. */
const itemsForProperty = 64;
