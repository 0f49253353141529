/**
 * Event of a transport for one request: one head, then the bytes of the body as they arrive. The Observable completes if the body
 * is complete; an error after the head means that the body is incomplete.
 */
export type TransportEvent = TransportHead | TransportData;

/** The response has started. */
export interface TransportHead {
  /** Marks the variant. */
  readonly type: 'head';
  /** HTTP status; 0 for a redirect in a browser, which hides its status. */
  readonly status: number;
  /** Response headers with lower-case names; multiple values are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** The final URL of the response, if known. */
  readonly url?: string;
}

/** A piece of the body, decompressed. Empty `bytes` mean that compressed bytes have arrived; their output may follow later. */
export interface TransportData {
  /** Marks the variant. */
  readonly type: 'data';
  /** The bytes; never modified after they are emitted. */
  readonly bytes: Uint8Array;
}
