/** An HTTP request as the engine sees it. */
export interface EngineRequest {
  readonly method: string;
  /** Path and query, such as `/api/v1/models?type=text`. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as text; null when it was larger than `largestBody` and therefore not kept. */
  readonly body: string | null;
}

/** Bytes that a request may have: 35 MB. */
export const largestBody = 35 * 1024 * 1024;
