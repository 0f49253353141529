/** A tool call of a scripted answer. */
export interface ScriptedToolCall {
  /** Name of the tool. */
  readonly name: string;
  /** The arguments: a text is sent as it is, valid JSON or not; anything else as JSON. Default: `{}`. */
  readonly arguments?: unknown;
  /** Name of the call. Default: one of its own for every call. */
  readonly id?: string;
}
