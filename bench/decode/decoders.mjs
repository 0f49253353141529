import { createParser } from 'eventsource-parser';
import { ChunkDecoder } from '../../dist/esm/sse/chunk-decoder.js';

/** The decoder that a good engineer writes by hand. The reads of this benchmark have no `[DONE]`. */
export function byHand(reads, onChunk) {
  const decoder = new TextDecoder();
  const parser = createParser({ onEvent: ({ data }) => onChunk(JSON.parse(data)) });
  for (const read of reads) parser.feed(decoder.decode(read, { stream: true }));
}

/** The decoder of the package. */
export function ours(reads, onChunk) {
  const fail = (error) => {
    throw error;
  };
  const sink = { closed: false, next: onChunk, error: fail, complete: () => undefined };
  const decoder = new ChunkDecoder({ status: 200, headers: {}, now: 0 }, sink);
  for (const read of reads) decoder.push(read);
}
