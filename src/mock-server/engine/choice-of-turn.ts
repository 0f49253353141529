/** One of the `n` answers, as it is to be said. */
export interface ChoiceOfTurn {
  /** Its number, from 0. */
  readonly index: number;
  /** Empty where there is none. */
  readonly reasoning: string;
  /** The result of a web search, where it is wanted as a tool call. It comes before the text. */
  readonly documents: SpokenToolCall | undefined;
  readonly text: string;
  readonly toolCalls: readonly SpokenToolCall[];
  readonly finishReason: string;
}

/** A tool call with everything that the wire has of it. */
export interface SpokenToolCall {
  readonly id: string;
  readonly index: number;
  readonly name: string;
  /** JSON, or what the script has in its place. */
  readonly arguments: string;
}
