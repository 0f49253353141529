import { isObject } from '../json/is-record.js';
import { maxDepth } from '#json-depth';

/** Whether a value is nested more deeply than responses may be, or contains itself. */
export function nestsTooDeep(value: unknown, depth = maxDepth): boolean {
  // Breadth-first, visiting each object once: neither deep nor shared values cost more than their size.
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
