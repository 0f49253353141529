/** One of the `n` answers, ready to be sent. */
export interface ChoiceOfTurn {
  /** Index of the choice, from 0. */
  readonly index: number;
  /** Empty if there is no reasoning. */
  readonly reasoning: string;
  /** Result of a web search, if requested as a tool call. Comes before the text. */
  readonly documents: SpokenToolCall | undefined;
  readonly text: string;
  readonly toolCalls: readonly SpokenToolCall[];
  readonly finishReason: string;
}

/** A tool call with all fields of the wire format. */
export interface SpokenToolCall {
  readonly id: string;
  readonly index: number;
  readonly name: string;
  /** JSON, or the string given in the script. */
  readonly arguments: string;
}
