import type { ObservableInput } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** Options of `retryOnApiError`. */
export interface RetryConfig {
  /** How many more times the request is sent. Default: 2. */
  readonly maxRetries?: number;
  /**
   * The longest wait before another try, in milliseconds. Where the server asks for a longer one, the error comes now.
   * Default: 60,000.
   */
  readonly maxWait?: number;
  /** A random number from 0 to 1, which spreads clients that failed together. Default: `Math.random`. */
  readonly jitter?: () => number;
  /** Whether a retry may fix an error. Default: what the error's own `isRetryable` says. */
  readonly isRetryable?: (error: unknown) => boolean;
  /** Called before each wait. */
  readonly onRetry?: (notice: RetryNotice) => void;
  /** What to do about an error after the answer has begun. Default: `fail`, it is passed on. */
  readonly afterFirstToken?: 'fail';
}

/** What {@link RetryConfig.onRetry} is told. */
export interface RetryNotice {
  /** What went wrong. */
  readonly error: unknown;
  /** Which attempt comes next; the first of all is 1. */
  readonly attempt: number;
  /** Milliseconds until then. */
  readonly wait: number;
}

/** {@link RetryConfig} that restarts an answer: for snapshots, behind `accumulate()`. */
export interface RestartConfig extends Omit<RetryConfig, 'afterFirstToken'> {
  /** The request is sent again, and its snapshots take the place of those that were seen. */
  readonly afterFirstToken: 'restart';
}

/** {@link RetryConfig} that goes on with an answer: for chunks. */
export interface ContinueConfig extends Omit<RetryConfig, 'afterFirstToken'> {
  /**
   * Asks for the rest. Its chunks are appended to those that were seen; it may fail, and is then asked for again. Not asked
   * where the answer has its finish already, or has begun a tool call: then the error is passed on.
   */
  readonly afterFirstToken: (partial: ChatCompletion, error: unknown) => ObservableInput<ChatCompletionChunk>;
  /**
   * Whether the copy is removed if a continuation begins by repeating the whole text of choice 0. Its chunks are held back until
   * that is decided. Default: false, its text is appended as it comes.
   */
  readonly skipRepeatedPrefix?: boolean;
}
