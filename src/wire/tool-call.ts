/** Complete tool call, as requested by the model. */
export interface ToolCall {
  /** Opaque identifier of the call; the tool message with the result refers to it. */
  readonly id: string;
  /** `function` from Venice. Calls of other types, from other servers, are passed through with their fields. */
  readonly type: 'function' | (string & {});
  /** Function to call. */
  readonly function: ToolCallFunction;
  /** Position in the answer. Not unique: distinguish the calls of an answer by `id`. */
  readonly index?: number;
  /** Fields that only some models send, such as `thought_signature`; send them back unchanged. */
  readonly [extra: string]: unknown;
}

/** Function of a tool call. */
export interface ToolCallFunction {
  /** Name of the tool. */
  readonly name: string;
  /** Arguments as a JSON string. The model may write invalid JSON. */
  readonly arguments: string;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** Fragment of a tool call in a stream. Every field may be missing, null or empty. */
export interface ToolCallDelta {
  /** Position of the call in the answer; some servers omit it, others use one position for several calls. */
  readonly index?: number | null;
  /** Identifier of the call, on its first fragment; repeated, null or absent on later fragments. */
  readonly id?: string | null;
  /** `function` from Venice. */
  readonly type?: string | null;
  /** Fragments of the name and the arguments. */
  readonly function?: { readonly name?: string | null; readonly arguments?: string | null } | null;
  /** Fields that only some models send. */
  readonly [extra: string]: unknown;
}
