import { type OptionRules, checkOptions } from '../options/check-options.js';
import { anything } from '../options/option-rules.js';

/** Options of operators that read one of the `n` choices of a completion. */
export interface ChoiceConfig {
  /** `index` of the choice to read. Default: 0. */
  readonly choice?: number;
}

/** Rules for the options. */
export const choiceRules: OptionRules<ChoiceConfig> = { choice: anything };

/** Returns the index of the choice to read. Throws a `TypeError` for an unknown option. */
export function resolveChoice(config: ChoiceConfig): number {
  checkOptions(config, choiceRules);
  return config.choice ?? 0;
}
