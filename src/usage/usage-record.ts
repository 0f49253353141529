import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';

/** Outcome and usage of one run. Contains no text. */
export interface UsageRecord {
  /** `chat.completions`, or the `operation` of a `client.request`, by default its method and path, such as `POST /embeddings`. */
  readonly operation: string;
  /** The `tags` of the request; empty by default. */
  readonly tags: Readonly<Record<string, string>>;
  /** Id of the completion, if the response has one. */
  readonly id?: string;
  /** Request id to quote to Venice's support: that of the error, else that of the latest successful response. */
  readonly requestId?: string;
  /** The model of the request that was sent; '' if it has none. */
  readonly model: string;
  /** The model of the response, if any. */
  readonly answeredBy?: string;
  /** Subscription time, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds from the subscription to the end, including waits for limits and retries. */
  readonly duration: number;
  /** Outcome; `cancelled` by unsubscribing. */
  readonly outcome: 'cancelled' | 'completed' | 'failed';
  /** Name of the error, if it failed. */
  readonly errorName?: string;
  /** Number of times the request was sent; 0 if it was rejected before, or an interceptor responded. */
  readonly attempts: number;
  /** Milliseconds from the start to the first output of a stream. */
  readonly firstTokenAfter?: number;
  /** Tokens of a stream per second since its first output, if the server has counted them. */
  readonly tokensPerSecond?: number;
  /** Token counts of the server. */
  readonly usage?: CompletionUsage;
  /** Characters of the sent messages as JSON, without base64, for an estimate. Only if they were sent and `usage` is missing. */
  readonly promptCharacters?: number;
  /** Number of chunks with output, about one token each, for an estimate. */
  readonly parts: number;
  /** Cost: billed by the server, or estimated by `estimateCost`. */
  readonly cost?: CompletionCost;
  /** True if `cost` is an estimate. */
  readonly isEstimated: boolean;
}
