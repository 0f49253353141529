/** Item of structured reasoning, in the format of the model's provider. Send it back unchanged. */
export interface ReasoningDetail {
  /** Provider-specific type. */
  readonly type: string;
  /** Reasoning readable only by the provider. */
  readonly data?: string;
  /** Format of `data`. */
  readonly format?: string;
  /** Identifier of the item. */
  readonly id?: string;
  /** Position among the items. */
  readonly index?: number;
  /** Human-readable reasoning. */
  readonly text?: string;
  /** Fields that only some providers send. */
  readonly [extra: string]: unknown;
}
