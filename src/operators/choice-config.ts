/** Options of operators that read one of the `n` choices of a completion. */
export interface ChoiceConfig {
  /** `index` of the choice to read. Default: 0. */
  readonly choice?: number;
}
