import type { ValueListener } from './json-builder.js';

/** An item of the array. */
export interface FoundElement {
  readonly value: unknown;
  readonly index: number;
}

/** Collects the complete items of the array at a path of a document. */
export class ElementFinder {
  /** Whether the value at the path is an array; false until this value is complete. */
  hasList = false;
  readonly #path: readonly (number | string)[];
  #found: FoundElement[] = [];

  constructor(path: readonly (number | string)[]) {
    this.#path = path;
  }

  /** Receives each complete value before it is added, with the open containers around it, the outermost first. */
  readonly onValue: ValueListener = (value, around) => {
    const depth = around.length - this.#path.length;
    if ((depth !== 0 && depth !== 1) || !this.#path.every((step, at) => around[at]?.key === step)) return;
    const list = around.at(-1)?.value;
    if (depth === 0) this.hasList = Array.isArray(value);
    else if (Array.isArray(list)) this.#found.push({ value, index: list.length });
  };

  /** Returns the items found since the last call. */
  take(): readonly FoundElement[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }
}
