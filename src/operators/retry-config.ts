import type { ObservableInput } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** Options of `retryOnApiError`. */
export interface RetryConfig {
  /** Maximum number of retries after the first attempt. Default: 2. */
  readonly maxRetries?: number;
  /**
   * Maximum wait before a retry, in milliseconds. If the server requires a longer wait, the error is emitted immediately. Values
   * above 2^31 - 1, the longest delay of a timer, are reduced to it. Default: 60,000.
   */
  readonly maxWait?: number;
  /** Returns a random number from 0 to 1, to spread clients that failed at the same time. Default: `Math.random`. */
  readonly jitter?: () => number;
  /** Returns whether to retry after this error. Default: `isRetryable` of the error. */
  readonly isRetryable?: (error: unknown) => boolean;
  /** Called before the wait for each retry. */
  readonly onRetry?: (notice: RetryNotice) => void;
  /**
   * `'fail'` passes on every error after the first output. So does the default, except directly before an operator that emits only
   * at the end (`toContent`, `toCompletion`, `toObject`, `completedToolCalls`): there, the answer is started again.
   */
  readonly afterFirstToken?: 'fail';
}

/** Argument of `RetryConfig.onRetry`. */
export interface RetryNotice {
  /** Error of the failed attempt. */
  readonly error: unknown;
  /** Number of the next attempt: 2 for the first retry. */
  readonly attempt: number;
  /** Milliseconds until the next attempt. */
  readonly wait: number;
}

/** {@link RetryConfig} that starts the answer again, also after the first output; for snapshots, after `accumulate()`. */
export interface RestartConfig extends Omit<RetryConfig, 'afterFirstToken'> {
  /** Resends the request; the snapshots of the new answer replace those emitted so far. */
  readonly afterFirstToken: 'restart';
}

/** {@link RetryConfig} that continues the answer; for chunks. */
export interface ContinueConfig extends Omit<RetryConfig, 'afterFirstToken'> {
  /**
   * Requests the rest of the answer, whose chunks are emitted after those so far. If the rest fails with a retryable error, it is
   * requested again. If the answer has a finish reason, a tool call or several choices, the function is not called, and the error is
   * passed on.
   */
  readonly afterFirstToken: (partial: ChatCompletion, error: unknown) => ObservableInput<ChatCompletionChunk>;
  /**
   * Whether to drop the start of the rest if it repeats the whole text so far of choice 0. Its chunks, from the first text on, are
   * buffered until this is decided. Default: false.
   */
  readonly skipRepeatedPrefix?: boolean;
}
