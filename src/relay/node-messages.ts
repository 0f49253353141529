/** The properties that the relay uses of a response of node:http, node:http2, or a framework built on them. */
export interface NodeResponse {
  /** Whether the connection is closed. Undefined in HTTP/2, where `stream` has this information. */
  readonly destroyed?: boolean | undefined;
  /** Stream of an HTTP/2 response. */
  readonly stream?: Http2Stream;
  /** Whether the head has been sent. */
  readonly headersSent?: boolean;
  /** Whether the answer has been ended. */
  readonly writableEnded: boolean;
  /** Number of bytes that wait to be sent. */
  readonly writableLength: number;
  /** Returns a header that your server has set before. */
  getHeader?(name: string): number | string | readonly string[] | undefined;
  /** Sends the head. */
  writeHead(status: number, headers: Record<string, string>): unknown;
  /**
   * Sends a part of the body: bytes, or a string in UTF-8. Returns false to stop until `drain`. The bytes must be neither changed nor
   * transferred, since others may read them, too, and they may be a part of a larger buffer.
   */
  write(output: Uint8Array | string): boolean;
  /** Ends the body. */
  end(): unknown;
  /** Closes the connection. */
  destroy(): unknown;
  /** Adds a listener. */
  on(event: 'close' | 'drain' | 'error', listener: () => void): unknown;
  /** Removes a listener. */
  off(event: 'close' | 'drain' | 'error', listener: () => void): unknown;
}

/** The properties that the relay uses of an HTTP/2 stream. */
export interface Http2Stream {
  /** Whether the stream is destroyed. */
  readonly destroyed: boolean;
  /** Whether the browser has disconnected. */
  readonly closed: boolean;
  /** Adds a listener. */
  on(event: 'aborted', listener: () => void): unknown;
  /** Removes a listener. */
  off(event: 'aborted', listener: () => void): unknown;
}

/** The properties that the guard uses of a request of node:http, node:http2, or a framework built on them. */
export interface NodeRequest {
  /** HTTP method. */
  readonly method?: string | undefined;
  /** Path and query. */
  readonly url?: string | undefined;
  /** Path and query before a framework removed its mount path from `url`. */
  readonly originalUrl?: string | undefined;
  /** Headers, with lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The connection. */
  readonly socket?: { readonly remoteAddress?: string | undefined };
  /** The body, if a framework has read it already: parsed, or as text or bytes. */
  readonly body?: unknown;
  /** Whether a part of the body has been read. */
  readonly readableDidRead?: boolean;
  /** Whether the body has been read to its end. */
  readonly readableEnded?: boolean;
  /** Whether the browser disconnected before the body was received. */
  readonly aborted?: boolean;
  /** Adds a listener. */
  on(event: 'close' | 'data' | 'end' | 'error', listener: (value?: unknown) => void): unknown;
  /** Removes a listener. */
  off(event: 'close' | 'data' | 'end' | 'error', listener: (value?: unknown) => void): unknown;
}
