/** A snapshot of a value in progress. */
export interface OpenValue {
  /** False for a string, which is read at no cost. */
  readonly isContainer: boolean;
  /** Returns the value at that moment; the same one at every call. */
  readonly read: () => unknown;
}
