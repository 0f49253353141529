/** Size of a model, by which its limits go. */
export type Tier = 'L' | 'M' | 'S' | 'XS';

/** How much of a model may be used in a minute. */
export interface Limits {
  /** Requests in a minute. */
  readonly requests: number;
  /** Tokens of prompts and answers in a minute. */
  readonly tokens: number;
}

/** What Venice's tiers allow for each model in a minute. */
export const tierLimits: Readonly<Record<Tier, Limits>> = {
  XS: { requests: 500, tokens: 1_000_000 },
  S: { requests: 75, tokens: 750_000 },
  M: { requests: 50, tokens: 750_000 },
  L: { requests: 20, tokens: 500_000 },
};
