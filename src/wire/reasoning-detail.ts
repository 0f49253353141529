/** One piece of structured reasoning, as the model's provider made it. Send it back as it came. */
export interface ReasoningDetail {
  /** What it is, in the provider's words. */
  readonly type: string;
  /** Reasoning that only the provider can read. */
  readonly data?: string;
  /** Form of `data`. */
  readonly format?: string;
  /** Name of the piece. */
  readonly id?: string;
  /** Place among the pieces. */
  readonly index?: number;
  /** Reasoning that people can read. */
  readonly text?: string;
  /** Fields that only some providers send. */
  readonly [extra: string]: unknown;
}
