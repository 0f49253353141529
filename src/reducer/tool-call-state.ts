import type { ToolCall } from '../wire/tool-call.js';

/** The tool calls of one choice so far, and the positions for further pieces. */
export interface ToolCallState {
  /** The calls in the order in which they started. */
  readonly calls: readonly ToolCall[];
  /** The received `index` of each call; undefined if it had none. */
  readonly indices: readonly (number | undefined)[];
  /** The position in `calls` of the open call at each `index`. */
  readonly open: ReadonlyMap<number, number>;
  /** State of `scanObject` for the calls whose arguments had to be scanned, which are few. */
  readonly scans: ReadonlyMap<number, number>;
}
