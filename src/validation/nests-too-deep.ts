import { isObject } from '../json/is-record.js';
import { maxDepth } from '#json-depth';

/** Whether a value contains itself, or has more than `depth` levels of nested objects and arrays; default: the limit of a response. */
export function nestsTooDeep(value: unknown, depth = maxDepth): boolean {
  // Breadth-first, and each object once per level, so that shared objects are not visited once for each path to them.
  let level = new Set<object>(isObject(value) ? [value] : []);
  for (let left = depth; level.size > 0; left -= 1) {
    if (left === 0) return true;
    const next = new Set<object>();
    for (const container of level) {
      for (const inner of Object.values(container) as unknown[]) if (isObject(inner)) next.add(inner);
    }
    level = next;
  }
  return false;
}
