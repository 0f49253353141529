import type { ObservableInput } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** Options of `retryOnApiError`. */
export interface RetryConfig {
  /** Maximum number of retries after the first attempt. Default: 2. */
  readonly maxRetries?: number;
  /**
   * Maximum wait before a retry, in milliseconds. If the server requires a longer wait, the error is emitted immediately. More than
   * 2^31 - 1, the longest delay of a timer, counts as that. Default: 60,000.
   */
  readonly maxWait?: number;
  /** Returns a random number from 0 to 1, to spread clients that failed at the same time. Default: `Math.random`. */
  readonly jitter?: () => number;
  /** Whether to retry after this error. Default: `isRetryable` of the error. */
  readonly isRetryable?: (error: unknown) => boolean;
  /** Called before each wait. */
  readonly onRetry?: (notice: RetryNotice) => void;
  /**
   * `'fail'` passes on every error after the first output. Default: the same, except directly before an operator that emits only
   * at the end (`toContent`, `toCompletion`, `toObject`, `completedToolCalls`), where the answer is restarted.
   */
  readonly afterFirstToken?: 'fail';
}

/** Argument of `RetryConfig.onRetry`. */
export interface RetryNotice {
  /** Error of the failed attempt. */
  readonly error: unknown;
  /** Number of the next attempt; the first attempt is 1. */
  readonly attempt: number;
  /** Milliseconds until the next attempt. */
  readonly wait: number;
}

/** {@link RetryConfig} that restarts the answer; for snapshots, after `accumulate()`. */
export interface RestartConfig extends Omit<RetryConfig, 'afterFirstToken'> {
  /** Resends the request; its snapshots replace the ones emitted so far. */
  readonly afterFirstToken: 'restart';
}

/** {@link RetryConfig} that continues the answer; for chunks. */
export interface ContinueConfig extends Omit<RetryConfig, 'afterFirstToken'> {
  /**
   * Requests the rest of the answer. Its chunks are appended to the ones emitted so far. A failed continuation is retried. Not
   * called if the answer has a finish reason, a tool call or several choices: the error is then passed on.
   */
  readonly afterFirstToken: (partial: ChatCompletion, error: unknown) => ObservableInput<ChatCompletionChunk>;
  /**
   * Whether to drop the prefix of a continuation that repeats the whole text of choice 0. Chunks are buffered until that is
   * known. Default: false, the text is appended as it arrives.
   */
  readonly skipRepeatedPrefix?: boolean;
}
