import { type OptionRules, checkOptions } from '../options/check-options.js';
import { anything } from '../options/option-rules.js';

/** Options of operators that read one choice of an answer: a request with the field `n` gets several. */
export interface ChoiceConfig {
  /** `index` of the choice to read. Default: 0. */
  readonly choice?: number;
}

export const choiceRules: OptionRules<ChoiceConfig> = { choice: anything };

/** Returns the index of the choice to read. Throws a `TypeError` for an unknown option. */
export function resolveChoice(config: ChoiceConfig): number {
  checkOptions(config, choiceRules);
  return config.choice ?? 0;
}
