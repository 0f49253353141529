/** A call that the model wants made, complete. */
export interface ToolCall {
  /** Opaque name of this call; a tool message answers it by this name. */
  readonly id: string;
  /** Always `function` at Venice; other servers have other kinds, whose fields pass through. */
  readonly type: 'function' | (string & {});
  /** What to call. */
  readonly function: ToolCallFunction;
  /** Position in the turn. Several calls of one turn may carry the same one: tell them apart by `id`. */
  readonly index?: number;
  /** Fields that only some models send, such as `thought_signature`; send them back unchanged. */
  readonly [extra: string]: unknown;
}

/** The function of a tool call. */
export interface ToolCallFunction {
  /** Name of the tool. */
  readonly name: string;
  /** Arguments as JSON text. The model may write text that is not valid JSON. */
  readonly arguments: string;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** A piece of a tool call, as a stream sends it. Every part may be missing, null or empty. */
export interface ToolCallDelta {
  /** Position in the turn; missing at some servers, and shared by several calls at others. */
  readonly index?: number | null;
  /** Name of the call; the first piece has it, later ones may repeat it, or send null or nothing. */
  readonly id?: string | null;
  /** Always `function` where present. */
  readonly type?: string | null;
  /** Pieces of the name and of the arguments. */
  readonly function?: { readonly name?: string | null; readonly arguments?: string | null } | null;
  /** Fields that only some models send. */
  readonly [extra: string]: unknown;
}
