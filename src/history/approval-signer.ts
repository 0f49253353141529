/**
 * Signs the calls, results and system messages of an export, so that a server can take it back from a browser. `approvalSigner` of
 * `venice-rx/node` creates one.
 */
export interface ApprovalSigner {
  /** Returns the signature of a JSON value. */
  readonly sign: (value: unknown) => string;
  /** Whether this is the signature of the value, whatever the order of its keys. Takes constant time for the comparison. */
  readonly verify: (value: unknown, signature: string) => boolean;
}
