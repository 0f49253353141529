/** What has come of a value that is still open, at one moment. */
export interface OpenValue {
  /** False for a text, which is read at no cost. */
  readonly isContainer: boolean;
  /** The value as it stood at that moment; the same one at every call. */
  readonly read: () => unknown;
}
