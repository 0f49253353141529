import { setProperty } from '../json/set-property.js';
import { defineLater } from '../json/define-later.js';
import type { OpenValue } from './open-value.js';
import type { SchemaPlace } from './schema-place.js';

/** An object that is still coming. */
export class OpenObject {
  /** What the object is in the end. */
  readonly value: Record<string, unknown> = {};
  /** Which property comes next. */
  key = '';
  /** The whole properties in their order: only ever appended to. */
  readonly #keys: string[] = [];
  readonly #values: unknown[] = [];
  /** How many names there are: a name may be repeated. */
  #names = 0;
  readonly #place: SchemaPlace | undefined;

  constructor(place: SchemaPlace | undefined) {
    this.#place = place;
  }

  /** What the schema says of that property. */
  get placeOfNext(): SchemaPlace | undefined {
    return this.#place?.property(this.key);
  }

  /** How many properties a snapshot copies. */
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

  /** The object as it stands, with a property that is open itself as its last. */
  now(open: OpenValue | undefined): OpenValue {
    const { key } = this;
    const keys = this.#keys;
    const values = this.#values;
    const names = this.#names;
    const { length } = keys;
    let object: Record<string, unknown> | undefined;
    const read = (): unknown => {
      if (object !== undefined) return object;
      // A copy of the object itself is slower for each name, but does not go through each repetition of one.
      const isCopied = keys.length === length && names * 4 < length;
      object = isCopied ? { ...this.value } : {};
      for (let at = isCopied ? length : 0; at < length; at += 1)
        setProperty(object, keys[at] ?? '', values[at]);
      if (open?.isContainer === true) defineLater(object, key, open.read);
      else if (open !== undefined) setProperty(object, key, open.read());
      return object;
    };
    return { isContainer: true, read };
  }
}
