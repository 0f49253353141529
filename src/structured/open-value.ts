/** A snapshot of a value in progress. */
export interface OpenValue {
  /** False for a string, which is read at no cost. */
  readonly isContainer: boolean;
  /** Returns the value at the time of the snapshot; the same object at every call. */
  readonly read: () => unknown;
}
