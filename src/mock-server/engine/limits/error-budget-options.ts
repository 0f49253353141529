/** Options of the error budget, i.e. the number of failures that a caller may have. */
export interface ErrorBudgetOptions {
  /** Number of failures within the window that blocks the caller. Default: 20. */
  readonly threshold?: number;
  /** The same for requests that the model does not support or its provider rejects, which are counted separately. Default: 200. */
  readonly unsupportedThreshold?: number;
  /** Milliseconds for which a failure counts; also the duration of a block. Default: 30,000. */
  readonly window?: number;
}
