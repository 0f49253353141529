/**
 * Signs the tool calls, tool results, system and developer messages in the export of a conversation, so that a server detects changes if a
 * browser sends the export back. `approvalSigner` of `venice-rx/node` creates a signer.
 */
export interface ApprovalSigner {
  /** Returns the signature of a JSON value. */
  readonly sign: (value: unknown) => string;
  /** Whether this is the signature of the value; the order of its keys does not matter. Compares the signatures in constant time. */
  readonly verify: (value: unknown, signature: string) => boolean;
}
