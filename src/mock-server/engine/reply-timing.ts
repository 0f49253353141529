/**
 * Delays in milliseconds, 0 by default; `Infinity` means never. A non-streamed answer arrives when the last fragment of its
 * stream would.
 */
export interface ReplyTiming {
  /** Before the headers. */
  readonly headersDelay?: number;
  /** From the headers and the role chunk that follows them to the first fragment. */
  readonly firstTokenDelay?: number;
  /** Between two fragments. */
  readonly tokenDelay?: number;
  /** Before every frame after the chunk with the `finish_reason`. */
  readonly tailDelay?: number;
  /** From the last frame to the end of the body. */
  readonly endDelay?: number;
}
