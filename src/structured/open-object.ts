import { setProperty } from '../json/set-property.js';
import { defineGetter } from '../json/define-getter.js';
import type { OpenValue } from './open-value.js';
import type { SchemaPlace } from './schema-place.js';

/** Number of assignments in the time that a spread takes for one property of a large object. */
const assignmentsForSpread = 4;

/** An object in progress. */
export class OpenObject {
  /** The final object. */
  readonly value: Record<string, unknown> = {};
  /** Name of the next property. */
  key = '';
  /** Names and values of the complete properties, in order. Elements are only appended, so that snapshots can share the arrays. */
  readonly #keys: string[] = [];
  readonly #values: unknown[] = [];
  /** Number of different names: JSON may repeat a name. */
  #names = 0;
  readonly #place: SchemaPlace | undefined;

  constructor(place: SchemaPlace | undefined) {
    this.#place = place;
  }

  /** Schema of the next property. */
  get placeOfNext(): SchemaPlace | undefined {
    return this.#place?.property(this.key);
  }

  /** Number of properties that a snapshot copies. */
  get width(): number {
    return this.#names;
  }

  /** Sets the next property. */
  add(value: unknown): void {
    if (!Object.hasOwn(this.value, this.key)) this.#names += 1;
    this.#keys.push(this.key);
    this.#values.push(value);
    setProperty(this.value, this.key, value);
  }

  /** Returns a snapshot of the object so far, with a partial property at its end. */
  snapshot(open: OpenValue | undefined): OpenValue {
    const { key } = this;
    const keys = this.#keys;
    const values = this.#values;
    const names = this.#names;
    const { length } = keys;
    let object: Record<string, unknown> | undefined;
    const read = (): unknown => {
      if (object !== undefined) return object;
      // A spread takes about as long for one name as four assignments, so it is faster if each name was repeated more than four times.
      const isCopied = keys.length === length && names * assignmentsForSpread < length;
      object = isCopied ? { ...this.value } : {};
      for (let at = isCopied ? length : 0; at < length; at += 1)
        setProperty(object, keys[at] ?? '', values[at]);
      if (open?.isContainer === true) defineGetter(object, key, open.read);
      else if (open !== undefined) setProperty(object, key, open.read());
      return object;
    };
    return { isContainer: true, read };
  }
}
