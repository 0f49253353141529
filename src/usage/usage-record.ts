import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';

/** What one run was: whether it was answered, failed or was cancelled, and what it took. It holds no text. */
export interface UsageRecord {
  /** The model, as the request that was sent names it. */
  readonly model: string;
  /** The model that the answer names, where there is one. */
  readonly answeredBy?: string;
  /** When it was subscribed to, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds from there to the end, waiting for a limit or for another try included. */
  readonly duration: number;
  /** How it ended; `cancelled` by unsubscribing. */
  readonly outcome: 'cancelled' | 'completed' | 'failed';
  /** Name of the error it failed with. */
  readonly errorName?: string;
  /** How many times the request was sent; 0 where it was refused before, or answered by an interceptor. */
  readonly attempts: number;
  /** Milliseconds from the start to the first part of a streamed answer. */
  readonly firstTokenAfter?: number;
  /** Tokens of a streamed answer for each second since its first part, where the server has counted them. */
  readonly tokensPerSecond?: number;
  /** Tokens, as the server has counted them. */
  readonly usage?: CompletionUsage;
  /**
   * Characters of the messages that were sent, as JSON, without base64; for an estimate. Only where they were sent, and there is
   * no `usage`.
   */
  readonly promptCharacters?: number;
  /** Chunks that brought a part of the answer, which is about a token each; for the same. */
  readonly parts: number;
  /** What it cost: as the server says, or estimated by `estimateCost`. */
  readonly cost?: CompletionCost;
  /** True where `cost` is an estimate. */
  readonly isEstimated: boolean;
}
