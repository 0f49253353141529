/** The part of a response that the relay uses, of node:http, node:http2, or a framework on top of them. */
export interface NodeResponse {
  /** Whether the connection is closed. */
  readonly destroyed: boolean;
  /** Whether the answer has been ended. */
  readonly writableEnded: boolean;
  /** Number of bytes that wait to be sent. */
  readonly writableLength: number;
  /** Whether to stop writing until `drain`. */
  readonly writableNeedDrain: boolean;
  /** Sends the head. */
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** Sends a chunk of the body. */
  write(text: string): boolean;
  /** Ends the body. */
  end(): unknown;
  /** Closes the connection. */
  destroy(): unknown;
  /** Adds a listener. */
  on(event: 'close' | 'drain' | 'error', listener: () => void): unknown;
  /** Removes a listener. */
  off(event: 'close' | 'drain' | 'error', listener: () => void): unknown;
}

/** The part of a request that the guard uses, of node:http, node:http2, or a framework on top of them. */
export interface NodeRequest {
  /** HTTP method. */
  readonly method?: string | undefined;
  /** Path and query. */
  readonly url?: string | undefined;
  /** Headers, with lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The connection. */
  readonly socket?: { readonly remoteAddress?: string | undefined };
  /** The parsed JSON body, if a framework has read it already. */
  readonly body?: unknown;
  /** Adds a listener. */
  on(event: 'close' | 'data' | 'end' | 'error', listener: (value?: unknown) => void): unknown;
  /** Removes a listener. */
  off(event: 'close' | 'data' | 'end' | 'error', listener: (value?: unknown) => void): unknown;
}
