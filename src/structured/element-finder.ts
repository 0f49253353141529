import type { ValueListener } from './json-builder.js';

/** An item of the list that was looked for. */
export interface FoundElement {
  readonly value: unknown;
  readonly index: number;
}

/** Collects the whole items of the list at one place in a document. */
export class ElementFinder {
  /** Whether there is a list at that place; known when the document is whole. */
  hasList = false;
  readonly #path: readonly (number | string)[];
  #found: FoundElement[] = [];

  constructor(path: readonly (number | string)[]) {
    this.#path = path;
  }

  /** Sees every whole value, with what is open around it. */
  readonly onValue: ValueListener = (value, around) => {
    const depth = around.length - this.#path.length;
    if ((depth !== 0 && depth !== 1) || !this.#path.every((step, at) => around[at]?.key === step)) return;
    const list = around.at(-1)?.value;
    if (depth === 0) this.hasList = Array.isArray(value);
    else if (Array.isArray(list)) this.#found.push({ value, index: list.length });
  };

  /** The items that have come since the last call. */
  take(): readonly FoundElement[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }
}
