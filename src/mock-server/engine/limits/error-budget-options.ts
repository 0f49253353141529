/** Number of failures allowed per caller. */
export interface ErrorBudgetOptions {
  /** Failures within the window after which all requests are rejected. Default: 20. */
  readonly threshold?: number;
  /** The same for requests that need a capability which the model does not have: they are counted separately. Default: 200. */
  readonly unsupportedThreshold?: number;
  /** Milliseconds after which a failure no longer counts; also the duration of a block. Default: 30,000. */
  readonly window?: number;
}
