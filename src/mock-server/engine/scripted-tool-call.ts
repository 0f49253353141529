/** A tool call of a scripted answer. */
export interface ScriptedToolCall {
  /** Name of the tool. */
  readonly name: string;
  /** The arguments: a string is sent unchanged, even if it is not valid JSON; any other value as JSON. Default: `{}`. */
  readonly arguments?: unknown;
  /** Id of the call. Default: a unique one per call. */
  readonly id?: string;
}
