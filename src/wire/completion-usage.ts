/**
 * Tokens that a run used, as the server counted them.
 *
 * Source: Venice API reference, `POST /chat/completions`, `usage`.
 */
export interface CompletionUsage {
  /** Tokens of the prompt, the system prompt that Venice may add included. */
  readonly prompt_tokens: number;
  /** Tokens of the answer, hidden reasoning included. */
  readonly completion_tokens: number;
  /** Sum of the two. */
  readonly total_tokens: number;
  /** How the prompt was served. Absent or null where the model does not tell. */
  readonly prompt_tokens_details?: PromptTokensDetails | null;
  /** What the answer consists of. Absent or null where the model does not tell. */
  readonly completion_tokens_details?: CompletionTokensDetails | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** How the tokens of a prompt were served. */
export interface PromptTokensDetails {
  /** Tokens read from the prompt cache. */
  readonly cached_tokens?: number | null;
  /** Tokens written to the prompt cache. */
  readonly cache_creation_input_tokens?: number | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** What the tokens of an answer consist of. */
export interface CompletionTokensDetails {
  /** Tokens of hidden or shown reasoning. Not every reasoning model reports them. */
  readonly reasoning_tokens?: number | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/**
 * What a run cost, as Venice billed it. Absent where it could not be computed.
 *
 * Source: Venice API reference, `POST /chat/completions`, `cost`.
 */
export interface CompletionCost {
  /** US dollars. */
  readonly usd: number;
  /** Venice's DIEM credits. */
  readonly diem: number;
}
