/** What the relay needs of a response of node:http, node:http2, or a framework on top of them. */
export interface NodeResponse {
  /** Whether the connection is gone. */
  readonly destroyed: boolean;
  /** Whether the answer has been ended. */
  readonly writableEnded: boolean;
  /** How many bytes wait to be sent. */
  readonly writableLength: number;
  /** Whether it asks to be written to no more until `drain`. */
  readonly writableNeedDrain: boolean;
  /** Sends the head. */
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** Sends a part of the body. */
  write(text: string): boolean;
  /** Ends the body. */
  end(): unknown;
  /** Closes the connection. */
  destroy(): unknown;
  /** Begins to listen. */
  on(event: 'close' | 'drain' | 'error', listener: () => void): unknown;
  /** Listens no more. */
  off(event: 'close' | 'drain' | 'error', listener: () => void): unknown;
}

/** What the guard needs of a request of node:http, node:http2, or a framework on top of them. */
export interface NodeRequest {
  /** HTTP method. */
  readonly method?: string | undefined;
  /** Path and query. */
  readonly url?: string | undefined;
  /** Headers, names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Its connection. */
  readonly socket?: { readonly remoteAddress?: string | undefined };
  /** The body, where a framework has read it already: parsed JSON. */
  readonly body?: unknown;
  /** Begins to listen. */
  on(event: 'close' | 'data' | 'end' | 'error', listener: (value?: unknown) => void): unknown;
  /** Listens no more. */
  off(event: 'close' | 'data' | 'end' | 'error', listener: (value?: unknown) => void): unknown;
}
