/**
 * Signs the tool calls, results and instructions in the export of a conversation, so that a server detects changes to them if a browser
 * sends the export back. `approvalSigner` of `venice-rx/node` creates one.
 */
export interface ApprovalSigner {
  /** Returns the signature of a JSON value. */
  readonly sign: (value: unknown) => string;
  /** Whether this is the signature of the value, in any order of its keys. Compares the signatures in constant time. */
  readonly verify: (value: unknown, signature: string) => boolean;
}
