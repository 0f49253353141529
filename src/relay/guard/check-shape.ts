import { Refusal } from './refusal.js';

/** Maximum nesting depth of objects and arrays in a request: messages and JSON Schemas of chats are far less deep. */
const maxDepth = 32;
/** Maximum number of values in a request (object members and array elements at all depths): 100 for each message of the default limit. */
const maxValues = 10_000;

/**
 * Refuses bodies that are deeper or have more values than chats need, before more work is spent on them. Not recursive, so deep nesting cannot
 * overflow the stack. An object that contains itself counts as too deep, and an object that occurs several times is counted each time.
 */
export function checkShape(body: object): void {
  let level: readonly object[] = [body];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === maxDepth) {
      throw refused(`objects and arrays may be nested at most ${maxDepth} levels deep`);
    }
    const below: object[] = [];
    for (const value of level) {
      if (Object.hasOwn(value, '__proto__')) throw refused('`__proto__` is not allowed');
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
