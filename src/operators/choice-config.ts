/** Options of operators that read one of the `n` choices of an answer. */
export interface ChoiceConfig {
  /** Which of the `n` choices to read, by its `index`. Default: 0. */
  readonly choice?: number;
}
