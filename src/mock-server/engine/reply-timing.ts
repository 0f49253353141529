/**
 * Waiting times in milliseconds, each 0 by default; `Infinity` means never. An answer in one piece comes when the last
 * fragment of its stream would have come.
 */
export interface ReplyTiming {
  /** Before the headers. */
  readonly headersDelay?: number;
  /** From the headers, and the chunk with the role that follows them, to the first fragment. */
  readonly firstTokenDelay?: number;
  /** Between two fragments. */
  readonly tokenDelay?: number;
  /** Before every frame that comes after the chunk with the `finish_reason`. */
  readonly tailDelay?: number;
  /** From the last frame to the end of the body. */
  readonly endDelay?: number;
}
