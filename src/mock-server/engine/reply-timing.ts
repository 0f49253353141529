/**
 * Delays in milliseconds, 0 by default; `Infinity` means never. An answer in one piece is sent when the last fragment of a stream
 * would be sent.
 */
export interface ReplyTiming {
  /** Before the headers. */
  readonly headersDelay?: number;
  /** From the headers to the first fragment. The role chunk is sent directly after the headers. */
  readonly firstTokenDelay?: number;
  /** Between two fragments. */
  readonly tokenDelay?: number;
  /** Before each frame after the chunk with the `finish_reason`: usage and cost, sources, an error and `[DONE]`. */
  readonly tailDelay?: number;
  /** From the last frame to the end of the body. */
  readonly endDelay?: number;
}
