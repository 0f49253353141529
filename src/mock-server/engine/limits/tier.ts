/** A tier of Venice, i.e. a size of models, which determines their limits. The tiers `partner-…` have the limits of Venice's partners. */
export type Tier = 'L' | 'M' | 'S' | 'XS' | `partner-${'L' | 'M' | 'S' | 'XS'}`;

/** Rate limits of a model. */
export interface Limits {
  /** Requests per minute. */
  readonly requests: number;
  /** Tokens per minute, of prompts and answers. */
  readonly tokens: number;
  /** Requests per day, which begins at midnight UTC. Default: unlimited. */
  readonly requestsPerDay?: number;
}

/** The limits of Venice's tiers for each model. */
export const tierLimits: Readonly<Record<Tier, Limits>> = {
  XS: { requests: 500, tokens: 1_000_000 },
  S: { requests: 75, tokens: 750_000 },
  M: { requests: 50, tokens: 750_000 },
  L: { requests: 20, tokens: 500_000 },
  'partner-XS': { requests: 500, tokens: 2_000_000 },
  'partner-S': { requests: 150, tokens: 1_500_000 },
  'partner-M': { requests: 100, tokens: 1_500_000 },
  'partner-L': { requests: 60, tokens: 1_000_000 },
};
