/** Types of the rows of a conversation. */
export type RowType = 'entry' | 'metadata' | 'outcome' | 'queued' | 'selected' | 'sender' | 'stop';

/** Identifies a row in its conversation. */
export interface RowKey {
  readonly type: RowType;
  readonly id: string;
}

/** The key as a string. */
export function toKeyString({ type, id }: { readonly type: string; readonly id: string }): string {
  return `${type} ${id}`;
}
