import { Refusal } from './refusal.js';

/** How deep objects and arrays of a request may be nested: deeper than any honest one. */
const maxDepth = 32;
/** How many values a request may have: members of objects and elements of arrays, at all depths together. */
const maxValues = 10_000;

/**
 * Refuses bodies that no honest client sends, before more work is spent on them. Walks without recursion, since depth is what
 * it is about; cycles are too deep, and shared objects count each time.
 */
export function checkShape(body: object): void {
  let level: readonly object[] = [body];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === maxDepth) {
      throw refused(`at most ${maxDepth} objects and lists may stand in each other`);
    }
    const below: object[] = [];
    for (const value of level) {
      if (Object.hasOwn(value, '__proto__')) throw refused('`__proto__` is no field');
      const values: readonly unknown[] = Object.values(value);
      count += values.length;
      if (count > maxValues) throw refused(`send at most ${maxValues} values`);
      for (const inner of values) if (typeof inner === 'object' && inner !== null) below.push(inner);
    }
    level = below;
  }
}

function refused(remedy: string): Refusal {
  return new Refusal(400, 'invalid_request_error', `The request was refused: ${remedy}.`);
}
