import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';

/** Outcome and usage of one run. Contains no text of the prompt or the answer. */
export interface UsageRecord {
  /** `chat.completions`, or the `operation` of a `client.request`, by default its method and path, such as `POST /embeddings`. */
  readonly operation: string;
  /** The `tags` of the request; empty by default. */
  readonly tags: Readonly<Record<string, string>>;
  /** Id of the completion, if the response has one. */
  readonly id?: string;
  /** Request id to quote in a support request to Venice: from the error, else from the latest successful response. */
  readonly requestId?: string;
  /** The model of the request that was sent last, or of the unsent request; '' if the request has no model. */
  readonly model: string;
  /** The model of the response, if any. */
  readonly answeredBy?: string;
  /** Subscription time, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds from the subscription to the end, including waits for limits and retries. */
  readonly duration: number;
  /** Outcome; `cancelled` by unsubscribing. */
  readonly outcome: 'cancelled' | 'completed' | 'failed';
  /** Name of the error, if the run failed. */
  readonly errorName?: string;
  /** Number of requests that were sent; 0 if, for example, a limit rejected the run, or an interceptor responded. */
  readonly attempts: number;
  /** Milliseconds from the subscription to the first output of a stream. */
  readonly firstTokenAfter?: number;
  /** Tokens per second since the first output of a stream, if the server reports their number. */
  readonly tokensPerSecond?: number;
  /** Token counts of the server. */
  readonly usage?: CompletionUsage;
  /** Characters of the sent messages as JSON, without base64, for an estimate. Absent if no message was sent, or if `usage` is present. */
  readonly promptCharacters?: number;
  /** Number of chunks with output, for an estimate: most have about one token. */
  readonly parts: number;
  /** Cost: billed by the server, or estimated by `estimateCost`. */
  readonly cost?: CompletionCost;
  /** True if `cost` is an estimate. */
  readonly isEstimated: boolean;
}
