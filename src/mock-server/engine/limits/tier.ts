/** Size of a model, by which its limits go; `partner` has those of Venice's partners. */
export type Tier = 'L' | 'M' | 'S' | 'XS' | `partner-${'L' | 'M' | 'S' | 'XS'}`;

/** How much of a model may be used. */
export interface Limits {
  /** Requests in a minute. */
  readonly requests: number;
  /** Tokens of prompts and answers in a minute. */
  readonly tokens: number;
  /** Requests in a day, which begins at midnight UTC. Default: as many as you like. */
  readonly requestsPerDay?: number;
}

/** What Venice's tiers allow for each model in a minute. */
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
