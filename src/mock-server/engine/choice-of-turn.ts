/** One of the `n` answers, ready to be sent. */
export interface ChoiceOfTurn {
  /** Index of the choice, from 0. */
  readonly index: number;
  /** Empty if there is no reasoning. */
  readonly reasoning: string;
  /** Tool call with the sources of a web search, if the request enables it. Comes before the text. */
  readonly documents: CompleteToolCall | undefined;
  readonly text: string;
  readonly toolCalls: readonly CompleteToolCall[];
  readonly finishReason: string;
}

/** A tool call with all fields of the wire format. */
export interface CompleteToolCall {
  readonly id: string;
  readonly index: number;
  readonly name: string;
  /** JSON, or the string of the script. */
  readonly arguments: string;
}
