/** Places in the answer of a server under test, each at the end of what it matches. */
export const places = {
  /** Nothing has come yet. */
  start: /^/,
  /** The headers have come. */
  head: /\r\n\r\n/,
  /** One byte of the body has come. */
  firstByte: /\r\n\r\n[0-9a-f]+\r\nd/,
  /** The first chunk with words has come in part. */
  midChunk: /"content":"[^"]/,
  /** The first chunk with words has come, to the end of its piece of the chunked coding. */
  chunkEnd: /"content":"[^"][^]*?\n\n\r\n/,
  /** The last chunk with a choice has come, but not what follows it. */
  finish: /"finish_reason":"stop"[^]*?\n\n/,
  /** The answer has come, but not the end of its body. */
  done: /data: \[DONE\]\n\n/,
};
