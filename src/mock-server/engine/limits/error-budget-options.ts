/** Number of failures allowed per caller. */
export interface ErrorBudgetOptions {
  /** Failures within the window after which all requests are rejected. Default: 20. */
  readonly threshold?: number;
  /** Same for requests that need a capability the model lacks, which are counted separately. Default: 200. */
  readonly unsupportedThreshold?: number;
  /** Milliseconds after which a failure is forgotten; also the duration of a block. Default: 30,000. */
  readonly window?: number;
}
