import type { JsonSink } from '../json/json-sink.js';
import { OpenArray } from './open-array.js';
import { OpenObject } from './open-object.js';
import type { OpenValue } from './open-value.js';
import type { SchemaPlace } from './schema-place.js';
import { SnapshotBudget } from './snapshot-budget.js';

/** Called with each complete value and the open containers around it, the outermost first. */
export type ValueListener = (value: unknown, around: readonly (OpenArray | OpenObject)[]) => void;

/**
 * Builds the value of a JSON document in progress. A snapshot copies the outermost open container; a nested open container is copied when
 * it is read. Complete parts keep their identity in every snapshot. If a snapshot is taken only when it is due, all of them together take
 * time linear in the length of the text.
 */
export class JsonBuilder implements JsonSink {
  /** Whether a new snapshot would differ from the last one. */
  hasMore = false;
  readonly #place: SchemaPlace | undefined;
  readonly #onValue: ValueListener | undefined;
  readonly #open: (OpenArray | OpenObject)[] = [];
  readonly #budget = new SnapshotBudget();
  #whole: { readonly value: unknown } | undefined;
  #lastText: { text: string; readonly isShown: boolean } | undefined;

  constructor(place?: SchemaPlace, onValue?: ValueListener) {
    this.#place = place;
    this.#onValue = onValue;
  }

  /** Whether a new snapshot would differ from the last one, and enough text has arrived to justify its cost. Deducts the cost. */
  get isSnapshotDue(): boolean {
    if (!this.hasMore || this.#whole !== undefined) return this.hasMore;
    let width = 0;
    for (const container of this.#open) width += container.width;
    return this.#budget.spend(width);
  }

  openObject(): void {
    this.#open.push(new OpenObject(this.#placeOfNext()));
    this.hasMore = true;
  }

  openArray(): void {
    this.#open.push(new OpenArray(this.#placeOfNext()));
    this.hasMore = true;
  }

  close(): void {
    const closed = this.#open.pop();
    if (closed !== undefined) this.#add(closed.value);
  }

  key(name: string): void {
    const parent = this.#open.at(-1);
    this.#budget.earn(name.length + 1);
    if (parent instanceof OpenObject) parent.key = name;
  }

  openText(): void {
    const isShown = this.#placeOfNext()?.isTextWhole !== true;
    this.#lastText = { text: '', isShown };
    this.hasMore ||= isShown;
  }

  text(piece: string): void {
    if (this.#lastText === undefined) return;
    this.#budget.earn(piece.length);
    this.#lastText.text += piece;
    this.hasMore ||= this.#lastText.isShown;
  }

  closeText(): void {
    if (this.#lastText === undefined) return;
    const { text, isShown } = this.#lastText;
    this.#lastText = undefined;
    this.hasMore ||= !isShown;
    this.#add(text);
  }

  scalar(value: boolean | number | null): void {
    this.hasMore = true;
    this.#add(value);
  }

  /** Returns the value so far, which later parts do not modify; undefined before the first part. */
  snapshot(): unknown {
    this.hasMore = false;
    if (this.#whole !== undefined) return this.#whole.value;
    let value = this.#lastText?.isShown === true ? snapshotOfText(this.#lastText.text) : undefined;
    for (let at = this.#open.length - 1; at >= 0; at -= 1) value = this.#open[at]?.snapshot(value);
    return value?.read();
  }

  #add(value: unknown): void {
    this.#budget.earn(1);
    this.#onValue?.(value, this.#open);
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#whole = { value };
    else parent.add(value);
  }

  #placeOfNext(): SchemaPlace | undefined {
    const parent = this.#open.at(-1);
    return parent === undefined ? this.#place : parent.placeOfNext;
  }
}

function snapshotOfText(text: string): OpenValue {
  return { isContainer: false, read: () => text };
}
