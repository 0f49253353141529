/**
 * What a transport emits for one request: one head, then the body's bytes as they come. Completion is a clean end of
 * the body; an error after the head means that the body broke off.
 */
export type TransportEvent = TransportHead | TransportData;

/** The answer has begun. */
export interface TransportHead {
  /** Marks the variant. */
  readonly type: 'head';
  /** HTTP status; 0 for a redirect in a browser, which hides its status. */
  readonly status: number;
  /** Response headers, names in lower case, several values joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address that answers, where it is known. */
  readonly url?: string;
}

/** A piece of the body, decompressed. May be empty: then it only says that something has come. */
export interface TransportData {
  /** Marks the variant. */
  readonly type: 'data';
  /** The bytes; never changed after they are emitted. */
  readonly bytes: Uint8Array;
}
