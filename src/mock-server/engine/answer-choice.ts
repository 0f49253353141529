/** One of the `n` choices of an answer, with all values computed. */
export interface AnswerChoice {
  /** Index of the choice, from 0. */
  readonly index: number;
  /** Empty if there is no reasoning. */
  readonly reasoning: string;
  /** Tool call with the sources of a web search, if the request enables it. It comes before reasoning and text. */
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
  /** A string of the script unchanged, any other value as JSON. */
  readonly arguments: string;
}
