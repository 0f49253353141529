/**
 * Token counts of a request, as reported by the server.
 *
 * Source: Venice API reference, `POST /chat/completions`, `usage`.
 */
export interface CompletionUsage {
  /** Tokens of the prompt, including the system prompt that Venice may add. */
  readonly prompt_tokens: number;
  /** Tokens of the answer, including hidden reasoning. */
  readonly completion_tokens: number;
  /** Sum of prompt and completion tokens. */
  readonly total_tokens: number;
  /** Cache details of the prompt. Absent or null if the model does not report them. */
  readonly prompt_tokens_details?: PromptTokensDetails | null;
  /** Breakdown of the answer. Absent or null if the model does not report it. */
  readonly completion_tokens_details?: CompletionTokensDetails | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** Prompt tokens read from or written to the cache. */
export interface PromptTokensDetails {
  /** Tokens read from the prompt cache. */
  readonly cached_tokens?: number | null;
  /** Tokens written to the prompt cache. */
  readonly cache_creation_input_tokens?: number | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** Breakdown of the tokens of an answer. */
export interface CompletionTokensDetails {
  /** Tokens of hidden or visible reasoning. Not every reasoning model reports them. */
  readonly reasoning_tokens?: number | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/**
 * Cost of a request, as billed by Venice. Absent if it could not be computed.
 *
 * Source: Venice API reference, `POST /chat/completions`, `cost`.
 */
export interface CompletionCost {
  /** US dollars. */
  readonly usd: number;
  /** Venice's DIEM credits. */
  readonly diem: number;
}
