/** Complete tool call, as requested by the model. */
export interface ToolCall {
  /** Opaque identifier of the call; the tool message with the result refers to it. */
  readonly id: string;
  /** Always `function` on Venice. Fields of other types on other servers pass through. */
  readonly type: 'function' | (string & {});
  /** Function to call. */
  readonly function: ToolCallFunction;
  /** Position in the turn. Not unique: distinguish calls of one turn by `id`. */
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

/** Fragment of a tool call in a stream. Every part may be missing, null or empty. */
export interface ToolCallDelta {
  /** Position in the turn; some servers omit it, others use the same one for several calls. */
  readonly index?: number | null;
  /** Identifier of the call; set on the first fragment, repeated, null or absent on later ones. */
  readonly id?: string | null;
  /** Always `function` if present. */
  readonly type?: string | null;
  /** Fragments of the name and the arguments. */
  readonly function?: { readonly name?: string | null; readonly arguments?: string | null } | null;
  /** Fields that only some models send. */
  readonly [extra: string]: unknown;
}
