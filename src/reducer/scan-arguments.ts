import type { ToolCall } from '../wire/tool-call.js';
import { beforeObject, scanObject } from './scan-object.js';

const scans = new WeakMap<ToolCall, number>();

/**
 * Returns the state of `scanObject` after the arguments of a call. Each call object is scanned only once, even if the server repeats the call
 * often, since a piece that adds nothing does not create a new object.
 */
export function scanArguments(call: ToolCall): number {
  const cached = scans.get(call);
  if (cached !== undefined) return cached;
  const scan = scanObject(beforeObject, call.function.arguments);
  scans.set(call, scan);
  return scan;
}
