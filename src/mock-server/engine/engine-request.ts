/** An HTTP request as received by the engine. */
export interface EngineRequest {
  readonly method: string;
  /** Path and query, such as `/api/v1/models?type=text`. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as a string; null if it was larger than `maxBodySize`, and so not kept. */
  readonly body: string | null;
}

/** Maximum size of the body of a request, in bytes: Venice's 35 MB. */
export const maxBodySize = 35 * 1024 * 1024;
