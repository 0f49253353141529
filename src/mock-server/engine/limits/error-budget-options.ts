/** How many failures are forgiven. */
export interface ErrorBudgetOptions {
  /** Failures in the window after which everything is refused. Default: 20. */
  readonly threshold?: number;
  /** The same for requests that ask for what the model cannot do, which are counted apart. Default: 200. */
  readonly unsupportedThreshold?: number;
  /** Milliseconds after which a failure is forgotten, and for which everything is refused. Default: 30,000. */
  readonly window?: number;
}
