import type { ToolCall } from '../wire/tool-call.js';
import { beforeObject, scanObject } from './scan-object.js';

const scans = new WeakMap<ToolCall, number>();

/**
 * Returns the state of `scanObject` after the arguments of a call. Each call is scanned only once, even if a server repeats it often, since a
 * piece that adds nothing returns the same call object.
 */
export function scanArguments(call: ToolCall): number {
  const known = scans.get(call);
  if (known !== undefined) return known;
  const scan = scanObject(beforeObject, call.function.arguments);
  scans.set(call, scan);
  return scan;
}
