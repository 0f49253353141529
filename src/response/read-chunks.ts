import type { OperatorFunction } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ResponseReaderOptions } from './response-reader-options.js';
import { bodyReader } from './body-reader.js';
import type { TransportEvent } from '../transport/transport-event.js';
import { readResponse } from './response-reader.js';

/**
 * Reads the response to a streaming request as chunks.
 *
 * Completes after every choice has its `finish_reason`: at `[DONE]` immediately, while the rest of the body is drained for at
 * most 100 ms so that the connection can be reused; or at a clean end. Every other end is a `TruncatedStreamError`, except
 * `[DONE]` after a choice if `requiresFinish` is false. A status other than 2xx and an error inside the stream are an
 * `APIError`.
 */
export function readChunks(
  reading: ResponseReaderOptions = {},
  requiresFinish?: boolean,
  model = '',
): OperatorFunction<TransportEvent, ChatCompletionChunk> {
  const observer = {
    onChunk: (chunk: ChatCompletionChunk, hasOutput: boolean): void => {
      if (hasOutput) reading.activity?.markOutput();
      reading.observer?.onChunk(chunk, hasOutput);
    },
  };
  const source = reading.server && `${reading.server} ${model}`;
  return readResponse(reading, (head, sink) => bodyReader(head, sink, observer, requiresFinish, source));
}
