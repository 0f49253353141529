import type { ToolCall } from '../wire/tool-call.js';
import { beforeObject, scanObject } from './scan-object.js';

const scans = new WeakMap<ToolCall, number>();

/**
 * Returns the state of `scanObject` after the arguments of a call. Scans a call once, however often a server repeats it: a piece
 * that adds nothing leaves the call, and the state of its assembly, as they are.
 */
export function scanArguments(call: ToolCall): number {
  const known = scans.get(call);
  if (known !== undefined) return known;
  const scan = scanObject(beforeObject, call.function.arguments);
  scans.set(call, scan);
  return scan;
}
