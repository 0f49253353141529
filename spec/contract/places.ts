/** Positions in the answer of a server under test: each is the end of the match. */
export const places = {
  /** Nothing has arrived. */
  start: /^/,
  /** The headers have arrived. */
  head: /\r\n\r\n/,
  /** One byte of the body has arrived. */
  firstByte: /\r\n\r\n[0-9a-f]+\r\nd/,
  /** A part of the first chunk with text has arrived. */
  midChunk: /"content":"[^"]/,
  /** The first chunk with text has arrived, up to the end of its piece of the chunked transfer coding. */
  chunkEnd: /"content":"[^"][^]*?\n\n\r\n/,
  /** The chunk with the finish reason has arrived, but not the next frame. */
  finish: /"finish_reason":"stop"[^]*?\n\n/,
  /** `[DONE]` has arrived, but not the end of the body. */
  done: /data: \[DONE\]\n\n/,
};
