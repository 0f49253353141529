import { defineLater } from './define-later.js';
import type { OpenValue } from './open-value.js';
import type { SchemaPlace } from './schema-place.js';
import { setProperty } from './set-property.js';

/** An object that is still coming. */
export class OpenObject {
  /** What the object is in the end. */
  readonly value: Record<string, unknown> = {};
  /** Which property comes next. */
  key = '';
  /** The whole properties in their order: only ever appended to. */
  private readonly keys: string[] = [];
  private readonly values: unknown[] = [];
  private readonly place: SchemaPlace | undefined;

  constructor(place: SchemaPlace | undefined) {
    this.place = place;
  }

  /** What the schema says of that property. */
  get placeOfNext(): SchemaPlace | undefined {
    return this.place?.property(this.key);
  }

  /** Sets the next property. */
  add(value: unknown): void {
    this.keys.push(this.key);
    this.values.push(value);
    setProperty(this.value, this.key, value);
  }

  /** The object as it stands, with a property that is open itself as its last. */
  now(open: OpenValue | undefined): OpenValue {
    const { keys, values, key } = this;
    const { length } = keys;
    let object: Record<string, unknown> | undefined;
    const read = (): unknown => {
      if (object !== undefined) return object;
      object = {};
      for (let at = 0; at < length; at += 1) setProperty(object, keys[at] ?? '', values[at]);
      if (open?.isContainer === true) defineLater(object, key, open.read);
      else if (open !== undefined) setProperty(object, key, open.read());
      return object;
    };
    return { isContainer: true, read };
  }
}
